import { join } from 'node:path'
import { App, Blueprint, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { staticFolder: 'assets', staticUrlPath: '/files' })
flaskDefaults(app)
app.config['SEND_FILE_MAX_AGE_DEFAULT'] = 3600

const own = new Blueprint('own', import.meta, { urlPrefix: '/own', staticFolder: 'own_static' })
const renamed = new Blueprint('renamed', import.meta, {
  urlPrefix: '/renamed',
  staticFolder: 'own_static',
  staticUrlPath: '/media',
})
const bare = new Blueprint('bare', import.meta, { staticFolder: 'own_static' })
const absolute = new Blueprint('absolute', import.meta, {
  urlPrefix: '/absolute',
  staticFolder: join(import.meta.dirname, 'own_static'),
  staticUrlPath: '',
})

class ShortLived extends Blueprint {
  override getSendFileMaxAge(filename: string | undefined) {
    return filename?.endsWith('.css') ? 5 : undefined
  }
}

const short = new ShortLived('short', import.meta, {
  urlPrefix: '/short',
  staticFolder: 'own_static',
})

for (const blueprint of [own, renamed, bare, absolute, short]) {
  app.registerBlueprint(blueprint)
}

app.get('/links', function links() {
  const names = ['static', 'own.static', 'renamed.static', 'bare.static', 'absolute.static']
  return Object.fromEntries(names.map((name) => [name, urlFor(name, { filename: 'style.css' })]))
})
