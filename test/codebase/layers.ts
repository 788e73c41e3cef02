/**
 * The layers of `src/`, lowest first. A file imports values only from its own layer and those before
 * it; a name that ends with `/` stands for a whole folder, and the longest name that fits counts.
 */
export const layers: readonly (readonly string[])[] = [
  [
    'errors guards options chain clock duration signals markup own-files own-property safe-paths security itsdangerous',
    'http/ python/ signing/ jinja/door app/root app/logging app/resources app/endpoints config/secret-key',
    'context/session-types context/stand-in request/spool response/file-body',
  ],
  [
    'config/ json/text json/tags json/tagged',
    'request/form-parser request/file-storage request/multipart request/multipart-decoder',
  ],
  ['routing/ jinja/ templating/jinja-loader'],
  [
    'request/ response/ exceptions/ context/ sessions/ json/ flash',
    'server/lingering server/framing server/node-incoming',
  ],
  [
    'helpers response/send-file response/event-stream app/ server/ templating/ testing/ debug/',
    'commands/',
  ],
  [
    'app/folder-scaffold app/options app/base app/templates app/hooks app/teardown app/setup app/entry app',
    'app/blueprint app/blueprint-options app/blueprint-setup-state',
  ],
  ['middleware commands/app-loader commands/program cli index'],
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
