/**
 * The layers of `src/`, lowest first. A file imports values only from its own layer and those before
 * it; a name that ends with `/` stands for a whole folder, and the longest name that fits counts.
 */
export const layers: readonly (readonly string[])[] = [
  [
    'errors chain http/ python/ cookies signing/ itsdangerous markup tuple uuid signals duration',
    'clock security host redirect-page',
  ],
  ['multidict json json-text tagged-json config config-defaults form-parser file-storage'],
  ['routing/ jinja/'],
  [
    'incoming request-head request request-json body response-head response exceptions context',
    'globals sessions/ routing-exceptions aborter redirect',
  ],
  [
    'helpers send-file templating connect server fetch testing/ logging debug/ commands views',
    'route-types return-values matching error-handlers',
  ],
  ['scaffold registrar blueprint app-root app-base app-setup app'],
  ['middleware cli index'],
].map((names) => names.join(' ').split(' '))

/** Gives the number of the layer of a file in `src/`, or -1 when the table does not name it. */
export function layerOf(path: string): number {
  const name = path.slice('src/'.length).replace(/\.ts$/, '')
  const fits = (entry: string) => (entry.endsWith('/') ? name.startsWith(entry) : name === entry)
  let found = -1
  let length = 0
  for (const [index, layer] of layers.entries()) {
    for (const entry of layer) {
      if (fits(entry) && entry.length > length) {
        found = index
        length = entry.length
      }
    }
  }
  return found
}
