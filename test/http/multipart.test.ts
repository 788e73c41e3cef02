import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FileStorage, RuntimeError } from 'hipflask'
import { parsePairs } from '../../src/form-parser.ts'
import { readMultipart } from '../../src/multipart.ts'
import { Spool, spoolThreshold } from '../../src/spool.ts'

const seed = 20_241_124
const unlimited = { body: null, field: null, fields: null, parts: null, files: null }

const body = Buffer.from(
  '--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n' +
    '--XX\r\nContent-Disposition: form-data; name="f"; filename="日.txt"\r\n' +
    'Content-Type: text/plain\r\n\r\nli\r\nne\r\n--X\r\n\r\n' +
    '--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n--XX--\r\n',
)
const expected = {
  fields: [
    ['a', 'one'],
    ['a', ''],
  ],
  files: [['f', '日.txt', 'text/plain', 'li\r\nne\r\n--X\r\n']],
}

async function read(pieces: Buffer[]): Promise<unknown> {
  const stream = Readable.from(pieces, { objectMode: false })
  const form = await readMultipart(stream, 'XX', unlimited).form
  const files = form.files.map(([name, file]) => [
    name,
    file.filename,
    file.mimetype,
    file.read().toString(),
  ])
  form.close()
  return { fields: form.fields, files }
}

describe('readMultipart', () => {
  it('gives the same parts wherever the body is cut in two', async () => {
    for (let cut = 0; cut <= body.length; cut++) {
      assert.deepEqual(await read([body.subarray(0, cut), body.subarray(cut)]), expected, `${cut}`)
    }
  })

  it('gives the same parts in pieces of any size', async () => {
    for (let size = 1; size < 40; size++) {
      const pieces: Buffer[] = []
      for (let at = 0; at < body.length; at += size) pieces.push(body.subarray(at, at + size))
      assert.deepEqual(await read(pieces), expected, `${size}`)
    }
  })

  it('refuses a body that ends too early', async () => {
    const end = body.indexOf('--XX--') + '--XX--'.length
    for (let cut = 0; cut < end; cut += 7) {
      await assert.rejects(read([body.subarray(0, cut)]), { name: 'ValueError' }, `${cut}`)
    }
  })

  it('reads or refuses any bytes', async () => {
    const piece = fc.constantFrom(
      '--XX',
      '\r\n',
      '--',
      ':',
      'Content-Disposition: form-data; name="a"',
      'x',
    )
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc.array(piece, { maxLength: 20 }).map((list) => Buffer.from(list.join(''))),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        await read([content]).catch((error) => assert.equal(error.name, 'ValueError'))
      }),
      { seed, numRuns: 300 },
    )
  })

  it('refuses a missing or endless boundary', async () => {
    for (const boundary of ['', 'x'.repeat(71)]) {
      const { form } = readMultipart(Readable.from([body]), boundary, unlimited)
      await assert.rejects(form, /has no boundary/)
    }
  })
})

describe('FileStorage', () => {
  it('reads from the current place on', () => {
    const file = new FileStorage({
      stream: 'hello world',
      filename: 'a.txt',
      contentType: 'text/plain; charset=utf-8',
    })
    assert.equal(file.read(5).toString(), 'hello')
    assert.equal(file.tell(), 5)
    assert.equal(file.read().toString(), ' world')
    assert.equal(file.read().length, 0)
    file.seek(6)
    assert.equal(file.read().toString(), 'world')
    assert.deepEqual(
      [file.size, file.mimetype, { ...file.mimetypeParams }],
      [11, 'text/plain', { charset: 'utf-8' }],
    )
  })

  it('saves to a path, and gives all of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'storage-'))
    const content = Buffer.alloc(spoolThreshold * 2 + 17, 'abc')
    const file = new FileStorage({ stream: content })
    await file.save(join(folder, 'copy'))
    assert.ok(readFileSync(join(folder, 'copy')).equals(content))
    assert.ok((await file.bytes()).equals(content))
    assert.equal((await file.text()).length, content.length)
    file.close()
    assert.throws(() => file.seek(0) || file.read(), RuntimeError)
    rmSync(folder, { recursive: true })
  })
})

describe('Spool', () => {
  it('gives the bytes that were written, in memory and on disk', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 6 })
    fc.assert(
      fc.property(sizes, fc.nat(600_000), (lengths, start) => {
        const spool = new Spool()
        const pieces = lengths.map((length, index) => Buffer.alloc(length, 97 + index))
        for (const piece of pieces) spool.write(piece)
        const whole = Buffer.concat(pieces)
        assert.equal(spool.onDisk, whole.length > spoolThreshold)
        assert.ok(spool.read(0, whole.length).equals(whole))
        assert.ok(spool.read(start, 1000).equals(whole.subarray(start, start + 1000)))
        spool.close()
      }),
      { seed, numRuns: 40 },
    )
  })
})

describe('parsePairs', () => {
  it('keeps escapes that are no UTF-8', () => {
    assert.deepEqual(parsePairs('a=%C3%A9%FF&%zz=+x&&b', null), [
      ['a', 'é%FF'],
      ['%zz', ' x'],
      ['b', ''],
    ])
  })

  it('never throws, and agrees with URLSearchParams on what that writes', () => {
    const pairs = fc.array(
      fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
    )
    fc.assert(
      fc.property(pairs, (given) => {
        const text = new URLSearchParams(given).toString()
        assert.deepEqual(parsePairs(text, null), given)
      }),
      { seed },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parsePairs(Buffer.from(text).toString('latin1'), null)
      }),
      { seed },
    )
  })
})
