import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { App, type FileStorage, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.post('/read', function read() {
  const f = request.files['f']
  return {
    first: f.read(3).toString(),
    tell: f.tell(),
    rest: f.read().toString(),
    end: f.read().toString(),
    seek: f.seek(1),
    two: f.read(2).toString(),
    again: request.files['f'].read(1).toString(),
    zero: f.read(0).toString(),
    minus: f.read(-1).toString(),
  }
})

async function saved(f: FileStorage): Promise<string> {
  const chunks: Buffer[] = []
  const out = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  await f.save(out)
  return Buffer.concat(chunks).toString()
}

app.post('/save', async function save() {
  const f = request.files['f']
  const path = join(mkdtempSync(join(tmpdir(), 'x-')), 'saved.txt')
  await f.save(path)
  const first = readFileSync(path, 'utf8')
  const after = f.read().toString()
  f.seek(0)
  return { first, after, second: await saved(f) }
})

app.post('/save-after-read', async function save_after_read() {
  const f = request.files['f']
  f.read(2)
  return await saved(f)
})

app.post('/save-nowhere', async function save_nowhere() {
  await request.files['f'].save('/nowhere/at/all/x')
  return 'saved'
})

app.post('/stream', async function stream() {
  const f = request.files['f']
  return {
    a: (await buffer(f.stream)).toString(),
    name: f.name,
    same: request.files.get('f') === f,
  }
})

app.post('/info', function info() {
  const { files } = request
  return {
    keys: [...files.keys()],
    count: files.size,
    has: 'f' in files,
    none: files.get('none') === undefined,
    list: files.getList('f').map((f) => f.filename),
    lists: [...files.lists()].map(([k, v]) => [k, v.map((f) => f.filename)]),
    dict: Object.fromEntries(Object.entries(files.toDict()).map(([k, f]) => [k, f.filename])),
    flat: Object.fromEntries(
      Object.entries(files.toDict({ flat: false })).map(([k, v]) => [k, v.map((f) => f.filename)]),
    ),
    true: files.getList('f').map((f) => Boolean(f.filename)),
    form: request.form.toDict(),
  }
})

app.post('/need/<name>', function need({ name }) {
  return request.files[name].read()
})

app.post('/types', function types() {
  return Object.fromEntries(
    [...request.files.items()].map(([k, f]) => [
      k,
      [
        f.contentType ?? null,
        f.mimetype,
        f.mimetypeParams,
        f.contentLength,
        f.headers.get('X-A'),
        f.headers.get('x-a', 'none'),
      ],
    ]),
  )
})
