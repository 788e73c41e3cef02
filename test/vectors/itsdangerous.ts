import * as its from '../../src/itsdangerous.ts'
import { intToBytes } from '../../src/signing/encoding.ts'
import { attempt, type Checked, differs, fromTyped, thrown } from './typed.ts'

type Row = Record<string, never> & {
  secret: unknown
  salt: unknown
  text: string
  label?: string
  error?: string
}
type Vectors = Record<string, Row[]>

const typed = (value: unknown) => fromTyped(value) as never

function signerOptions(row: Row): object {
  return {
    ...(row.key_derivation == null ? {} : { keyDerivation: row.key_derivation }),
    ...(row.digest == null ? {} : { digestMethod: row.digest }),
  }
}

// An empty key is refused, so that nobody signs with it by mistake (D8).
function isRefused(row: Row): boolean {
  return row.secret === ''
}

/** Gives the signers of an application whose clock stands at a time. */
function signerAt(time: number | bigint): typeof its.TimestampSigner {
  return class extends its.TimestampSigner {
    override getTimestamp() {
      return time
    }
  }
}

function refusal(row: Row, error: Error | undefined): string | undefined {
  if (error === undefined) return `no ${row.error}`
  if (error.name !== row.error) return `${error.name} in place of ${row.error}`
  const { payload, dateSigned } = error as its.BadTimeSignature
  const wrong = differs('payload', payload?.toString(), row.payload ?? undefined)
  const date = dateSigned === undefined ? undefined : dateSigned.getTime() / 1000
  return wrong ?? differs('dateSigned', date, row.dateSigned ?? undefined)
}

function checkUnsign(row: Row, signer: its.Signer, options: object): string | undefined {
  let value: unknown
  const error = thrown(() => {
    value = (signer as its.TimestampSigner).unsign(row.text as string, options)
  })
  const valid = (signer as its.TimestampSigner).validate(row.text, (row.maxAge ?? null) as null)
  const wrong = differs('validate', valid, row.validate)
  if (wrong !== undefined) return wrong
  if (!row.ok) return refusal(row, error)
  return error === undefined
    ? differs('value', Buffer.from(value as string), typed(row.value))
    : `${error}`
}

const classes = {
  Serializer: its.Serializer,
  TimedSerializer: its.TimedSerializer,
  URLSafeSerializer: its.URLSafeSerializer,
  URLSafeTimedSerializer: its.URLSafeTimedSerializer,
}

function serializer(row: Row, time: number): its.Serializer {
  const type = classes[row.class as keyof typeof classes]
  const timed = /Timed/.test(row.class as string)
  return new type(typed(row.secret), {
    ...(row.salt === null ? {} : { salt: typed(row.salt) }),
    ...(timed ? { signer: signerAt(time) } : {}),
    signerKwargs: signerOptions(row),
  })
}

function checkDump(row: Row): string | undefined {
  const own = serializer(row, row.timestamp)
  const value = fromTyped(row.value)
  const text = own.dumps(value)
  const isPacked = (row.text as string).startsWith('.') && text.startsWith('.')
  const wrong = isPacked ? undefined : differs('text', text, row.text)
  const loaded = 'loaded' in row ? fromTyped(row.loaded) : value
  return (
    wrong ??
    differs('loads', own.loads(row.text), loaded) ??
    differs('own', own.loads(text), loaded)
  )
}

function checkLoad(row: Row): string | undefined {
  const own = serializer(row, row.now)
  const timed = /Timed/.test(row.class as string)
  const age = { maxAge: row.maxAge, returnTimestamp: row.returnTimestamp }
  let value: unknown
  const error = thrown(() => {
    value = own.loads(row.text, ...(timed ? [age] : []))
  })
  let unsafe: unknown
  const unsafeError = thrown(() => {
    unsafe = own.loadsUnsafe(row.text)
  })
  const wrong = Array.isArray(row.unsafe)
    ? differs('unsafe', plain(unsafe), fromTyped(row.unsafe))
    : differs('unsafe', unsafeError?.name, row.unsafe)
  if (wrong !== undefined) return wrong
  if (!row.ok) return refusal(row, error)
  if (error !== undefined) return `${error}`
  const got = row.returnTimestamp ? stamped(value as [unknown, Date]) : value
  const expected = row.returnTimestamp
    ? [row.value[0], Date.parse(row.value[1])]
    : fromTyped(row.value)
  return differs('value', got, expected)
}

function plain(unsafe: unknown): unknown {
  const [valid, value] = unsafe as [boolean, unknown]
  return [valid, value ?? null]
}

function stamped([value, date]: [unknown, Date]): unknown {
  return [value, date.getTime()]
}

const checks: Record<string, (row: Row) => string | undefined> = {
  base64: (row) => {
    const bytes = typed(row.bytes) as unknown as string
    const wrong = differs('encoded', its.base64Encode(Buffer.from(bytes, 'base64')), row.encoded)
    return wrong ?? differs('bytes', its.base64Decode(row.encoded), Buffer.from(bytes, 'base64'))
  },
  base64Decode: (row) => {
    if (row.error !== undefined) return thrownName(() => its.base64Decode(row.text), row.error)
    return differs('bytes', its.base64Decode(row.text), Buffer.from(row.bytes, 'base64'))
  },
  ints: (row) => {
    const bytes = intToBytes(BigInt(row.int))
    const wrong = differs('bytes', bytes, Buffer.from(row.bytes, 'base64'))
    return wrong ?? differs('timestamp', its.base64Encode(bytes), row.timestamp)
  },
  separators: (row) => {
    const make = () => new its.Signer('secret', { sep: row.sep })
    return row.error === null ? thrown(make)?.message : thrownName(make, 'ValueError')
  },
  signer: (row) => {
    const salt = row.salt === null ? {} : { salt: typed(row.salt) }
    const make = () =>
      new its.Signer(typed(row.secret), { ...salt, sep: row.sep, ...signerOptions(row) })
    if (isRefused(row)) return thrownName(make, 'ValueError')
    const signed = make().sign(typed(row.value) as unknown as string)
    return (
      differs('signed', Buffer.from(signed), bytesOf(row.signed)) ??
      differs('unsign', make().unsign(signed), fromTyped(row.value))
    )
  },
  signerUnsign: (row) => checkUnsign(row, new its.Signer(typed(row.secret)), {}),
  timestampSigner: (row) => {
    const signer = new (signerAt(BigInt(row.timestamp)))(typed(row.secret), {
      salt: typed(row.salt),
    })
    const expected = fromTyped(row.signed)
    const value = row.value as unknown as string
    const signed =
      typeof expected === 'string' ? signer.sign(value) : signer.sign(Buffer.from(value))
    return differs('signed', signed, expected)
  },
  timestampUnsign: (row) => {
    const signer = new (signerAt(row.now))(typed(row.secret))
    return checkUnsign(row, signer, { maxAge: row.maxAge })
  },
  serializers: checkDump,
  serializerLoads: checkLoad,
}

function bytesOf(signed: unknown): Buffer {
  const value = fromTyped(signed)
  return Buffer.from(value as string)
}

function thrownName(work: () => unknown, name: string): string | undefined {
  return differs('error', thrown(work)?.name, name)
}

export function* check(vectors: unknown): Iterable<Checked> {
  for (const [part, rows] of Object.entries(vectors as Vectors)) {
    if (part === 'notes') continue
    for (const [index, row] of rows.entries()) {
      yield attempt(`${part} ${index} ${row.label ?? ''}`, () => checks[part](row))
    }
  }
}
