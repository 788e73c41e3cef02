import { table } from './table.ts'

// Python's errors="strict" and its other words for what cannot be read.
function decode(bytes: Uint8Array, encoding = 'utf-8', errors = 'strict'): string {
  return new TextDecoder(encoding, { fatal: errors === 'strict', ignoreBOM: true }).decode(bytes)
}

/** The methods of Python's `bytes`. */
export const bytesMethods = table({
  decode: ['bytes encoding? errors?', decode],
  hex: ['bytes', (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')],
})
