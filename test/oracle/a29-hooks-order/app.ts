import { App, afterThisRequest, Blueprint, g, makeResponse, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const log: string[] = []

class Lost extends Error {}

class Crash extends Error {}

app.urlValuePreprocessor((endpoint) => {
  g.quiet = endpoint === 'show_log'
})

function note(text: string) {
  if (!g.quiet) log.push(text)
}

function hooks(target: App | Blueprint, name: string, number: number) {
  target.beforeRequest(() => {
    note(`before ${name} ${number}`)
    if (request.args.get('stop') === `${name}${number}`) return `stopped by ${name} ${number}`
  })

  target.afterRequest((response) => {
    note(`after ${name} ${number} ${response.statusCode}`)
    response.headers.add('X-After', `${name} ${number}`)
    return response
  })

  target.teardownRequest((error) => {
    note(`teardown ${name} ${number} ${error ? (error as Error).constructor.name : '-'}`)
  })
}

const parent = new Blueprint('parent', import.meta, { urlPrefix: '/p' })
const child = new Blueprint('child', import.meta, { urlPrefix: '/c' })
hooks(child, 'child', 1)
hooks(child, 'child', 2)
hooks(parent, 'parent', 1)
hooks(app, 'app', 1)
hooks(parent, 'parent', 2)
hooks(app, 'app', 2)

child.beforeAppRequest(() => {
  note('before app from child')
})

child.afterAppRequest((response) => {
  note('after app from child')
  return response
})

child.teardownAppRequest(() => {
  note('teardown app from child')
})

app.teardownAppContext(() => {
  note('appcontext 1')
})

app.teardownAppContext(() => {
  note('appcontext 2')
})

function view() {
  note(`view ${request.method}`)

  afterThisRequest((response) => {
    note('after this 1')
    return response
  })

  afterThisRequest((response) => {
    note('after this 2')
    response.headers.set('X-Late', 'yes')
    return response
  })

  return 'view'
}

function broken(): never {
  note('broken')
  throw new Lost()
}

function crash(): never {
  note('crash')
  throw new Crash()
}

for (const target of [app, parent, child]) {
  target.addUrlRule('/view', 'view', view, { methods: ['GET', 'POST'] })
  target.addUrlRule('/broken', 'broken', broken)
  target.addUrlRule('/crash', 'crash', crash)
}

parent.registerBlueprint(child)
app.registerBlueprint(parent)

app.get('/log', function show_log() {
  const text = log.join('\n')
  log.length = 0
  return text
})

app.errorHandler(Lost, () => {
  note('error handler')
  return makeResponse('handled', 418)
})
