import { ValueError } from '../../errors.ts'
import { Float, floatText, isFloat, numberText } from '../../python/float.ts'
import { typeName } from '../../python/repr.ts'
import { entriesOf, isMapping, jsonKey } from '../values/dict.ts'
import { sorted } from '../values/sort.ts'

interface Options {
  indent?: number | string
  sortKeys?: boolean
}

interface State extends Options {
  parents: unknown[]
}

/** Gives JSON text as Python's `json.dumps` writes it: a blank behind `,` and `:`, only ASCII. */
export function dumpJson(value: unknown, options: Options): string {
  return write(value, { ...options, parents: [] })
}

function write(value: unknown, state: State): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (isFloat(value)) return floatJson(Number(value))
  if (typeof value === 'number') return numberText(value)
  if (typeof value !== 'object') throw refused(value)
  return writeObject(value, state)
}

function floatJson(value: number): string {
  if (Number.isFinite(value)) return floatText(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

function writeObject(value: object, state: State): string {
  if (state.parents.includes(value)) throw new ValueError('A value that holds itself is not JSON.')
  const own = value as { toJSON?(): unknown; __html__?(): unknown }
  if (typeof own.toJSON === 'function' && !(value instanceof Float || value instanceof Map))
    return write(own.toJSON(), state)
  if (typeof own.__html__ === 'function') return write(String(own.__html__()), state)
  const inner = { ...state, parents: [...state.parents, value] }
  if (Array.isArray(value))
    return enclose(
      '[',
      value.map((item) => write(item, inner)),
      ']',
      inner,
    )
  if (!isMapping(value)) throw refused(value)
  const entries = entriesOf(value).filter(([, item]) => item !== undefined)
  const ordered = state.sortKeys ? sorted(entries, ([key]) => key) : entries
  const parts = ordered.map(([key, item]) => `${quote(jsonKey(key))}: ${write(item, inner)}`)
  return enclose('{', parts, '}', inner)
}

function enclose(open: string, parts: string[], close: string, state: State): string {
  if (parts.length === 0) return open + close
  if (state.indent === undefined) return open + parts.join(', ') + close
  const { indent } = state
  const margin =
    typeof indent === 'string' ? indent : ' '.repeat(Math.min(Math.max(indent, 0), 100))
  const line = `\n${margin.repeat(state.parents.length)}`
  return `${open}${line}${parts.join(`,${line}`)}\n${margin.repeat(state.parents.length - 1)}${close}`
}

function quote(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\uffff]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

function refused(value: unknown): TypeError {
  return new TypeError(`A ${typeName(value)} is not JSON. Make it a dict, a list or text.`)
}
