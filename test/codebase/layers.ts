/**
 * The layers of `src/`, lowest first. A file imports values only from its own layer and those before
 * it; a name that ends with `/` stands for a whole folder, and the longest name that fits counts.
 */
export const layers: readonly (readonly string[])[] = [
  [
    'errors chain http/ python/ cookies signing/ itsdangerous markup tuple uuid signals duration',
    'clock security safe-paths redirect-page numbers conversion mime-types stand-in own-files resources app-root globals-store',
    'session-types endpoints file-body spool header-properties secret-key',
  ],
  [
    'multidict multidict-base json-text json-tags tagged-json config config-keys config-defaults form-parser',
    'file-storage multipart-decoder multipart',
  ],
  ['routing/ jinja/ jinja-door jinja-loader'],
  [
    'incoming node-incoming host request-head request-address request request-json request-body request-stream missing-file body',
    'middleware-body response-head response-body response-status response-content response response-policies conditional http-exception client-errors server-errors exceptions context',
    'context-stream globals session-proxy sessions/ routing-exceptions aborter redirect json',
    'json-functions flash http-exception client-errors server-errors framing',
  ],
  [
    'view-checks registrar scaffold event-stream helpers send-file templating template-environment template-hooks template-globals connect express-members',
    'server stalled body-writer sending run fetch testing/ logging debug/ commands command-actions command-routes views',
    'route-types return-values matching error-handlers',
  ],
  [
    'folder-scaffold blueprint-options blueprint-setup-state blueprint app-options app-base',
    'app-templates app-hooks app-setup app-entry app',
  ],
  ['app-loader middleware command-program cli index'],
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
