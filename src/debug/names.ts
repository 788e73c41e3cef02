/** Words that Flask runs together and this package splits. */
export const split: ReadonlyMap<string, string> = new Map(
  'getList setList popList setDefault popItem errorHandler'
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)

/** Says how a function is called here that was called by its name in Flask. */
export function hintForText(text: string): string | undefined {
  const found = /\b(?:[\w$]+\.)*([a-z]\w*) is not (?:a function|defined)/.exec(text)
  const name = found === null ? undefined : nameHere(found[1])
  return name === undefined
    ? undefined
    : `Names of Flask are written in camelCase here: did you mean ${name}?`
}

// `before_request` is `beforeRequest`.
function nameHere(name: string): string | undefined {
  if (split.has(name)) return split.get(name)
  const camel = name.replace(/(?<=[a-z\d])_+([a-z\d])/g, (_, letter: string) =>
    letter.toUpperCase(),
  )
  return camel === name ? undefined : camel
}
