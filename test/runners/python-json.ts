const TOKENS = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d+(?![\d.eE])/gs

/** Reads JSON as Python writes it: NaN, Infinity and integers of any length keep their meaning. */
export function parsePythonJson(text: string): unknown {
  const plain = text.replace(TOKENS, (token) => {
    if (token.startsWith('"')) return token
    if (/[IN]/.test(token)) return `{"\\u0000float":"${token}"}`
    return Number.isSafeInteger(Number(token)) ? token : `{"\\u0000int":"${BigInt(token)}"}`
  })
  return JSON.parse(plain)
}
