import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { createApp } from '../../examples/flaskr/app.ts'
import { hasSqlite } from '../../examples/flaskr/database.ts'

const skip = hasSqlite ? false : 'node:sqlite is missing: it needs Node 22 or newer'
const folder = mkdtempSync(join(tmpdir(), 'flaskr-'))
let count = 0

function makeApp() {
  const app = createApp(join(folder, `${count++}.sqlite`))
  app.config.TESTING = true
  return app
}

async function enter(client: ReturnType<ReturnType<typeof makeApp>['testClient']>, name: string) {
  const data = { name, password: 'secret words' }
  await client.post('/auth/register', { data })
  return client.post('/auth/login', { data, followRedirects: true })
}

describe('examples/flaskr', { skip }, () => {
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('shows an empty blog', async () => {
    const answer = await makeApp().testClient().get('/')
    assert.equal(answer.statusCode, 200)
    assert.match(answer.text, /Nobody has written anything yet/)
    assert.match(answer.text, /href="\/auth\/login"/)
  })

  it('registers once, and refuses the same name and a wrong password', async () => {
    const client = makeApp().testClient()
    const data = { name: 'ada', password: 'x' }
    const first = await client.post('/auth/register', { data })
    assert.equal(first.headers.get('location'), '/auth/login')
    const second = await client.post('/auth/register', { data })
    assert.match(second.text, /The name ada is taken/)
    const login = await client.post('/auth/login', { data: { name: 'ada', password: 'y' } })
    assert.match(login.text, /The name or the password is wrong/)
  })

  it('sends guests to the login page', async () => {
    const client = makeApp().testClient()
    for (const path of ['/create', '/1/update']) {
      assert.equal((await client.get(path)).headers.get('location'), '/auth/login')
    }
  })

  it('lets an author write, edit and delete', async () => {
    const client = makeApp().testClient()
    assert.match((await enter(client, 'ada')).text, /<span>ada<\/span>/)
    const options = { data: { title: 'First <b>', body: 'one\ntwo' }, followRedirects: true }
    const written = await client.post('/create', options)
    assert.match(written.text, /<h2>First &lt;b&gt;<\/h2>/)
    assert.match(written.text, /by ada on \d{4}-\d\d-\d\d/)
    assert.match((await client.get('/1/update')).text, /value="First &lt;b&gt;"/)
    const data = { title: 'Second', body: 'three' }
    const edited = await client.post('/1/update', { data, followRedirects: true })
    assert.match(edited.text, /<h2>Second<\/h2>/)
    const gone = await client.post('/1/delete', { followRedirects: true })
    assert.match(gone.text, /Nobody has written anything yet/)
  })

  it('keeps the posts of others from being changed', async () => {
    const app = makeApp()
    const ada = app.testClient()
    await enter(ada, 'ada')
    await ada.post('/create', { data: { title: 'Mine', body: '' } })
    const bob = app.testClient()
    await enter(bob, 'bob')
    assert.equal((await bob.post('/1/delete')).statusCode, 403)
    assert.equal((await bob.get('/9/update')).statusCode, 404)
    assert.doesNotMatch((await bob.get('/')).text, /Edit/)
  })

  it('asks for a title', async () => {
    const client = makeApp().testClient()
    await enter(client, 'ada')
    const answer = await client.post('/create', { data: { title: ' ', body: 'kept' } })
    assert.match(answer.text, /A post needs a title/)
    assert.match(answer.text, />kept<\/textarea>/)
  })

  it('logs out', async () => {
    const client = makeApp().testClient()
    await enter(client, 'ada')
    assert.match((await client.post('/auth/logout', { followRedirects: true })).text, /Log in/)
  })
})
