import type * as jinja from './jinja/public.ts'

/** All that `hipflask/jinja` exports. */
export type JinjaDoor = typeof jinja

/** The template engine once it is loaded, whoever loaded it. */
export const door: { jinja: JinjaDoor | undefined } = { jinja: undefined }
