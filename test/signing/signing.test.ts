import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { App, ValueError } from 'hipflask'
import {
  BadData,
  BadPayload,
  BadSignature,
  type BadTimeSignature,
  base64Decode,
  bytesToInt,
  HMACAlgorithm,
  intToBytes,
  NoneAlgorithm,
  Serializer,
  Signer,
  TimestampSigner,
  URLSafeSerializer,
  URLSafeTimedSerializer,
} from 'hipflask/itsdangerous'

const seed = 20_231_114

describe('Signer', () => {
  it('gives text for text and bytes for bytes', () => {
    const signer = new Signer('secret')
    assert.equal(signer.unsign(signer.sign('value')), 'value')
    assert.deepEqual(signer.unsign(signer.sign(Buffer.from('value'))), Buffer.from('value'))
  })

  it('takes arguments by place, by name, and both', () => {
    const byName = new Signer('secret', { salt: 's', sep: ':', keyDerivation: 'hmac' })
    const mixed = new Signer('secret', 's', { sep: ':', keyDerivation: 'hmac' })
    assert.equal(byName.sign('v'), mixed.sign('v'))
    assert.equal(
      new Signer('secret', 's', ':').sign('v'),
      new Signer('secret', { salt: 's', sep: ':' }).sign('v'),
    )
  })

  it('refuses an option that does not exist, and suggests one', () => {
    assert.throws(() => new Signer('secret', { sal: 'x' } as object), /no option "sal".*"salt"/)
  })

  it('refuses an empty key and an empty list of keys', () => {
    assert.throws(() => new Signer(''), ValueError)
    assert.throws(() => new Signer(['a', '']), /secret key is empty/)
    assert.throws(() => new Signer([]), /no secret key/)
  })

  it('refuses an unknown key derivation', () => {
    assert.throws(
      () => new Signer('a', { keyDerivation: 'sha' }).sign('x'),
      /no key derivation "sha"/,
    )
  })

  it('takes the names of hashes of Python and of Node', () => {
    const signature = (digestMethod: string) => new Signer('secret', { digestMethod }).sign('v')
    assert.equal(signature('blake2b'), signature('blake2b512'))
    assert.equal(signature('sha3_256'), signature('sha3-256'))
    assert.equal(signature('blake2s'), 'v.NQwEO3sn-F74Sh0R3C5bQnP03BGXgwWPulAXkrT-loo')
    assert.throws(() => signature('sha2256'), {
      name: 'ValueError',
      message:
        'Node has no hash "sha2256". Did you mean "sha256"? crypto.getHashes() lists what there is.',
    })
  })

  it('takes another algorithm', () => {
    assert.equal(new Signer('a', { algorithm: new NoneAlgorithm() }).sign('x'), 'x.')
    const signer = new Signer('a', { algorithm: new HMACAlgorithm('sha256') })
    assert.equal(signer.validate(signer.sign('x')), true)
  })

  it('refuses every flipped bit', () => {
    const signed = Buffer.from(new Signer('secret').sign('some value'))
    const signer = new Signer('secret')
    for (let bit = 0; bit < signed.length * 8; bit++) {
      const changed = Buffer.from(signed)
      changed[bit >> 3] ^= 1 << (bit & 7)
      // The last character of 27 has two spare bits, which itsdangerous does not read either.
      const isSpare = bit >> 3 === signed.length - 1
      if (!isSpare) assert.equal(signer.validate(changed), false, `bit ${bit}`)
    }
  })
})

describe('Serializer', () => {
  it('escapes all but printable ASCII, as Python does', () => {
    const text = new Serializer('secret').dumps('~\x7f\x80é\u2028😀')
    assert.match(text, /^"~\\u007f\\u0080\\u00e9\\u2028\\ud83d\\ude00"\./)
  })

  it('tries fallback signers', () => {
    const old = new URLSafeSerializer('key', { signerKwargs: { digestMethod: 'sha1' } }).dumps([1])
    const options = { signerKwargs: { digestMethod: 'sha256' } }
    assert.throws(() => new URLSafeSerializer('key', options).loads(old), BadSignature)
    const lenient = { ...options, fallbackSigners: [{ digestMethod: 'sha1' }] }
    assert.deepEqual(new URLSafeSerializer('key', lenient).loads(old), [1])
    const paired = { ...options, fallbackSigners: [[Signer, { digestMethod: 'sha1' }] as const] }
    assert.deepEqual(new URLSafeSerializer('key', paired).loads(old), [1])
  })

  it('takes another serializer, of text or of bytes', () => {
    const shout = {
      dumps: (value: unknown) => String(value).toUpperCase(),
      loads: (text: string) => text,
    }
    assert.equal(
      new Serializer('key', { serializer: shout }).loads(
        new Serializer('key', 'itsdangerous', shout).dumps('a'),
      ),
      'A',
    )
    const bytes = { dumps: () => Buffer.from([255, 0]), loads: (data: Buffer) => data.length }
    const own = new Serializer('key', null, bytes)
    assert.equal(own.loads(own.dumps(1)), 2)
  })

  it('goes by a signer that is put in later', () => {
    class Loud extends Signer {
      override unsign(text: string): string
      override unsign(bytes: Uint8Array): Buffer
      override unsign(value: string | Uint8Array): string | Buffer {
        try {
          return super.unsign(value as string)
        } catch (error) {
          if (error instanceof BadSignature) error.payload = undefined
          throw error
        }
      }
    }
    const serializer = new Serializer('key')
    const cut = serializer.dumps([1]).slice(0, -1)
    assert.deepEqual(serializer.loadsUnsafe(cut), [false, [1]])
    serializer.signer = Loud
    assert.deepEqual(serializer.loadsUnsafe(cut), [false, undefined])
    serializer.signerKwargs = { digestMethod: 'sha512' }
    assert.equal(serializer.makeSigner().digestMethod, 'sha512')
  })

  it('gives back any JSON value', () => {
    const own = new URLSafeTimedSerializer('key', 'salt')
    const values = fc.jsonValue({ maxDepth: 4 })

    fc.assert(
      fc.property(values, (value) => {
        assert.deepEqual(own.loads(own.dumps(value)), value)
      }),
      { seed, numRuns: 200 },
    )
  })

  it('gives the type that the caller names', () => {
    const serializer = new URLSafeTimedSerializer('secret')
    const token = serializer.dumps({ id: 7 })
    const { id }: { id: number } = serializer.loads<{ id: number }>(token, { maxAge: 60 })
    const [value] = serializer.loads<{ id: number }>(token, { returnTimestamp: true })
    const plain = new Serializer('secret')
    assert.deepEqual([id, value.id, plain.loads<number[]>(plain.dumps([1]))[0]], [7, 7, 1])
  })

  it('throws nothing but its own errors for any text', () => {
    const own = new URLSafeTimedSerializer('key')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.throws(() => own.loads(text), BadSignature)
      }),
      { seed, numRuns: 300 },
    )
  })

  it('refuses a payload that inflates without end', () => {
    const own = new URLSafeSerializer('key')
    const bomb = own.dumps('a'.repeat(20_000_000))
    assert.throws(() => own.loads(bomb), BadPayload)
  })
})

describe('TimestampSigner', () => {
  it('gives the time with the value', () => {
    class Fixed extends TimestampSigner {
      override getTimestamp() {
        return 1_700_000_000
      }
    }
    const signer = new Fixed('secret')
    const [value, time] = signer.unsign(signer.sign('v'), { returnTimestamp: true })
    assert.equal(value, 'v')
    assert.equal(time.getTime(), 1_700_000_000_000)
    assert.equal(signer.unsign(signer.sign('v'), 10), 'v')
  })

  it('goes by the clock of the app in a request', () => {
    const app = new App()
    app.now = () => 1_700_000_000.9
    const signed = app.testRequestContext('/', () => new TimestampSigner('secret').sign('v'))
    assert.match(signed, /^v\.ZVPxAA\./)
    const serializer = new URLSafeTimedSerializer('secret')
    const [value, time] = app.testRequestContext('/', () =>
      serializer.loads(serializer.dumps('v'), { maxAge: 0, returnTimestamp: true }),
    )
    assert.equal(value, 'v')
    assert.equal(time.getTime(), 1_700_000_000_000)
  })

  it('gives no date beyond the year 9999 with a refused signature', () => {
    const dateOf = (time: string) => {
      try {
        new TimestampSigner('secret').unsign(`v.${time}.wrong`)
      } catch (error) {
        return (error as BadTimeSignature).dateSigned
      }
    }
    assert.equal(dateOf('OvXwM68')?.toISOString(), '9994-09-04T02:49:19.000Z')
    assert.equal(dateOf('ZVP-xAA'), undefined)
  })
})

describe('base64Decode', () => {
  it('counts what is not ASCII in bytes and leaves it out of text, as Python does', () => {
    assert.equal(base64Decode('YQé').toString(), 'a')
    assert.throws(() => base64Decode(Buffer.from('YWJjZGVmZw\xc3\xa9', 'latin1')), BadData)
    const signer = new Signer('secret')
    const signed = signer.sign('my value')
    const withinSignature = (text: string) => signed.slice(0, -1) + text + signed.slice(-1)
    assert.equal(signer.validate(withinSignature('é')), true)
    assert.equal(signer.validate(withinSignature('中é')), false)
  })
})

describe('intToBytes', () => {
  it('gives the shortest bytes of an integer, which bytesToInt reads', () => {
    for (const [value, hex] of [
      [0, ''],
      [192, 'c0'],
      [1_700_000_000, '6553f100'],
      [2n ** 64n - 1n, 'ff'.repeat(8)],
    ] as const) {
      assert.equal(intToBytes(value).toString('hex'), hex)
      assert.equal(bytesToInt(Buffer.from(hex, 'hex')), value)
    }
  })
})
