import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FileStorage, RuntimeError } from 'hipflask'
import { parsePairs } from '../../src/request/form-parser.ts'
import { type MultipartForm, readMultipart } from '../../src/request/multipart.ts'
import { Spool, spoolThreshold } from '../../src/request/spool.ts'

const seed = 20_241_124
const unlimited = { body: null, field: null, fields: null, parts: null, files: null, strict: true }

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

async function formOf(pieces: Buffer[], strict = true): Promise<MultipartForm> {
  const stream = Readable.from(pieces, { objectMode: false })
  return await readMultipart(stream, 'XX', { ...unlimited, strict }).form
}

async function read(pieces: Buffer[]): Promise<unknown> {
  const form = await formOf(pieces)
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

  it('takes lines that end in LF or CR, and gives the same parts wherever they are cut', async () => {
    for (const lineBreak of ['\n', '\r']) {
      const framed = body.toString().replaceAll('\r\n', lineBreak)
      const files = [['f', '日.txt', 'text/plain', `li${lineBreak}ne${lineBreak}--X${lineBreak}`]]
      const bytes = Buffer.from(framed)
      for (let cut = 0; cut <= bytes.length; cut++) {
        const parts = await read([bytes.subarray(0, cut), bytes.subarray(cut)])
        assert.deepEqual(parts, { ...expected, files }, `${cut}`)
      }
    }
  })

  it('tells a delimiter from what looks like one, wherever that is cut', async () => {
    const head = 'Content-Disposition: form-data; name="a"\r\n\r\n'
    const bodies: [body: string, values: string[]][] = [
      [`junk--XX \t\r\n${head}1\r\n--XX  \r\n${head}2\r\n--XX--junk\r\n--XX`, ['1', '2']],
      [`--XX\r\n${head}1\r\n--XXY\r\n--XX-\r\nx--XX\r\n--XX--`, ['1\r\n--XXY\r\n--XX-\r\nx--XX']],
      [`--XX\r\n${head}\r\r\n\n\r\n--X\r\n--XX--`, ['\r\r\n\n\r\n--X']],
      [`--XX\r\n${head}--XX--`, ['']],
      [`--XX\r\n${head.trimEnd()}\r\r\n1\r\n--XX--`, ['1']],
      ['--XX--', []],
    ]
    for (const [text, values] of bodies) {
      const bytes = Buffer.from(text)
      for (let cut = 0; cut <= bytes.length; cut++) {
        const { fields } = await formOf([bytes.subarray(0, cut), bytes.subarray(cut)])
        assert.deepEqual(
          fields.map(([, value]) => value),
          values,
          `${JSON.stringify(text)} cut at ${cut}`,
        )
      }
    }
  })

  it('keeps the headers of a part as they were sent', async () => {
    const text =
      '--XX\r\ncontent-DISPOSITION: form-data;\r\n name="f"; filename="f"\r\nX-One:1\r\nx-one: 2\r\n\r\n\r\n--XX--'
    const { files } = await formOf([Buffer.from(text)])
    assert.deepEqual(
      [...files[0][1].headers],
      [
        ['content-DISPOSITION', 'form-data; name="f"; filename="f"'],
        ['X-One', '1'],
        ['x-one', '2'],
      ],
    )
  })

  it('reads the charsets of fields that Werkzeug reads', async () => {
    const field = async (charset: string) => {
      const head = `--XX\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`
      const bytes = Buffer.concat([
        Buffer.from(head),
        Buffer.from([0xe9]),
        Buffer.from('\r\n--XX--'),
      ])
      return (await formOf([bytes])).fields[0][1]
    }
    assert.equal(await field('ISO-8859-1'), 'é')
    assert.equal(await field('us-ascii'), '\ufffd')
    assert.equal(await field('utf-16'), '\ufffd')
  })

  it('refuses headers that are none, unless it is told to be lenient', async () => {
    const part = (head: string) => [Buffer.from(`--XX\r\n${head}\r\n\r\n1\r\n--XX--`)]
    const disposition = 'Content-Disposition: form-data'
    for (const head of [`${disposition}; name="a"\r\nbroken`, disposition]) {
      await assert.rejects(formOf(part(head)), { name: 'ValueError' }, head)
      await formOf(part(head), false)
    }
    const many = `${disposition}; name="a"${'\r\nX: y'.repeat(40)}`
    const long = `${disposition}; name="a"\r\nX: ${'y'.repeat(9000)}`
    for (const head of ['X: y', many, long, `${disposition}; name="a"\r\n\r\n\r\n--XX\r\n\r\n`]) {
      await assert.rejects(formOf(part(head), false), { name: 'ValueError' }, head)
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
    assert.equal(file.seek(-5, 2), 6)
    assert.equal(file.seek(1, 1), 7)
    assert.equal(file.read(2).toString(), 'or')
    assert.equal(file.seek(99), 99)
    assert.equal(file.read().length, 0)
    assert.deepEqual(
      [file.size, file.mimetype, { ...file.mimetypeParams }],
      [11, 'text/plain', { charset: 'utf-8' }],
    )
  })

  it('gives line after line', () => {
    const long = 'x'.repeat(10_000)
    const file = new FileStorage({ stream: `one\r\ntwo\n\n${long}\nlast` })
    assert.equal(file.readline().toString(), 'one\r\n')
    assert.equal(file.tell(), 5)
    assert.deepEqual(
      [...file].map((line) => line.toString()),
      ['two\n', '\n', `${long}\n`, 'last'],
    )
    assert.equal(file.readline().length, 0)
    file.seek(-9, 2)
    assert.equal(file.readlines().map(String).join('|'), 'xxxx\n|last')
  })

  it('is made by place and by name', () => {
    const files = [
      new FileStorage(Buffer.from('abc'), 'a.txt', 'doc', { contentType: 'text/plain' }),
      new FileStorage('abc', { filename: 'a.txt', name: 'doc', contentType: 'text/plain' }),
      new FileStorage('abc', 'a.txt', { name: 'doc', contentType: 'text/plain' }),
      new FileStorage('abc', 'a.txt', 'doc', 'text/plain', 3),
      new FileStorage('abc', 'a.txt', 'doc', null, null, { 'Content-Type': 'text/plain' }),
      new FileStorage({ stream: 'abc', filename: 'a.txt', name: 'doc', contentType: 'text/plain' }),
    ]
    for (const file of files) {
      assert.deepEqual(
        [file.filename, file.name, file.mimetype, file.read().toString()],
        ['a.txt', 'doc', 'text/plain', 'abc'],
      )
    }
    assert.equal(new FileStorage().size, 0)
    assert.throws(
      () => new FileStorage('abc', { fileName: 'a.txt' } as object),
      /FileStorage\(\) has no option "fileName"\. Did you mean "filename"\?/,
    )
  })

  it('saves to a path, and gives all of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'storage-'))
    const content = Buffer.alloc(spoolThreshold * 2 + 17, 'abc')
    const file = new FileStorage({ stream: content })
    await file.save(join(folder, 'copy'))
    assert.ok(readFileSync(join(folder, 'copy')).equals(content))
    assert.ok((await file.bytes()).equals(content))
    file.seek(0)
    const sizes: number[] = []
    const target = new Writable({
      write(chunk, _encoding, done) {
        sizes.push(chunk.length)
        done()
      },
    })
    await file.save(target, 100_000)
    assert.deepEqual(sizes.slice(0, 2), [100_000, 100_000])
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
