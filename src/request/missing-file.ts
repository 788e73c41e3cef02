import { KeyError } from '../errors.ts'
import type { Request } from './request.ts'

/** In debug: a file was asked for, and the form was sent without its files. Flask's `DebugFilesKeyError`. */
export class DebugFilesKeyError extends KeyError {
  override name = 'DebugFilesKeyError'

  constructor(request: Request, key: string) {
    const names = request.form
      .getList(key)
      .map((name) => `"${name}"`)
      .join(', ')
    super(
      `request.files has no "${key}", but request.form has: the browser sent the name of the file alone, ` +
        `as "${request.mimetype}". Give the form enctype="multipart/form-data". It sent ${names}. This error is shown in debug only.`,
    )
  }
}

/** Throws that explanation where it fits. */
export function explainMissingFile(request: Request, key: string): void {
  if (request.app?.debug !== true || request.mimetype === 'multipart/form-data') return
  if (request.form.has(key)) throw new DebugFilesKeyError(request, key)
}
