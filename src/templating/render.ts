import type { App } from '../app.ts'
import { type Context, requireContext } from '../context/context.ts'
import { session } from '../context/globals.ts'
import { streamWithContext } from '../context/stream.ts'
import { AttributeError, didYouMean, RuntimeError } from '../errors.ts'
import type { Template } from '../jinja/public.ts'
import { beforeRenderTemplate, templateRendered } from '../signals.ts'
import { loadJinja } from './jinja-loader.ts'

/** The variables of a template. */
export type TemplateContext = Record<string, unknown>

type TemplateNames = string | Template | readonly (string | Template)[]

/**
 * Renders a template. Flask's `render_template`.
 *
 * @param nameOrList The template's name, several of which the first that is there is taken, or a
 *   template.
 * @param context Its variables.
 * @throws TemplateNotFound When there is none.
 */
export function renderTemplate(nameOrList: TemplateNames, context: TemplateContext = {}): string {
  const ctx = requireContext('renderTemplate')
  const { app } = ctx
  const engine = app.templateEngine
  if (engine !== undefined) {
    return byEngine(ctx, context, (all) => engine.render(nameOrList as string | string[], all))
  }
  return render(ctx, app.jinjaEnv.getOrSelectTemplate(nameOrList), context)
}

/**
 * Renders a template given as text; its output is escaped. Flask's `render_template_string`.
 *
 * @param source The template.
 * @param context Its variables.
 */
export function renderTemplateString(source: string, context: TemplateContext = {}): string {
  const ctx = requireContext('renderTemplateString')
  const engine = ctx.app.templateEngine
  if (engine !== undefined) {
    return byEngine(ctx, context, (all) => {
      if (engine.renderString !== undefined) return engine.renderString(source, all)
      throw new RuntimeError(
        'The app\'s templateEngine renders files only: it has no "renderString".',
      )
    })
  }
  return render(ctx, ctx.app.jinjaEnv.fromString(source), context)
}

/**
 * Gives the text of a template piece by piece while it is rendered, as the body of a response.
 * Flask's `stream_template`.
 *
 * @param nameOrList As for `renderTemplate`.
 * @param context Its variables.
 */
export function streamTemplate(
  nameOrList: TemplateNames,
  context: TemplateContext = {},
): IterableIterator<string> {
  const ctx = requireContext('streamTemplate')
  return stream(ctx, ctx.app.jinjaEnv.getOrSelectTemplate(nameOrList), context)
}

/**
 * Gives the text of a template, given as text itself, piece by piece. Flask's
 * `stream_template_string`.
 *
 * @param source The template.
 * @param context Its variables.
 */
export function streamTemplateString(
  source: string,
  context: TemplateContext = {},
): IterableIterator<string> {
  const ctx = requireContext('streamTemplateString')
  return stream(ctx, ctx.app.jinjaEnv.fromString(source), context)
}

/**
 * Gives a macro or a variable of a template, to be used from code. A macro takes keywords as a
 * last plain object. Flask's `get_template_attribute`.
 *
 * @param templateName The template's name.
 * @param attribute The name of the macro or variable.
 * @throws AttributeError When the template has no such name at its top level.
 */
// biome-ignore lint/suspicious/noExplicitAny: what a template holds is the template's business
export function getTemplateAttribute(templateName: string, attribute: string): any {
  const { app } = requireContext('getTemplateAttribute')
  const { module } = app.jinjaEnv.getTemplate(templateName)
  if (!Object.hasOwn(module, attribute)) {
    const hint = didYouMean(attribute, Object.keys(module))
    throw new AttributeError(
      `The template "${templateName}" has no "${attribute}" at its top level.${hint}`,
    )
  }
  return loadJinja().macroFunction(module[attribute])
}

function variablesFor(ctx: Context, context: TemplateContext): TemplateContext {
  const all = { ...context }
  ctx.app.updateTemplateContext(all, ctx)
  return all
}

function byEngine(
  ctx: Context,
  context: TemplateContext,
  run: (all: TemplateContext) => string,
): string {
  // The template environment has the session among its globals.
  const own = ctx.hasRequest ? { session } : {}
  return run({ ...own, ...variablesFor(ctx, context) })
}

function render(ctx: Context, template: Template, given: TemplateContext): string {
  const { app } = ctx
  const context = variablesFor(ctx, given)
  beforeRenderTemplate.send(app, { template, context })
  const text = template.render(context)
  templateRendered.send(app, { template, context })
  return text
}

function stream(
  ctx: Context,
  template: Template,
  given: TemplateContext,
): IterableIterator<string> {
  const { app } = ctx
  const context = variablesFor(ctx, given)
  beforeRenderTemplate.send(app, { template, context })
  const pieces = generate(app, template, context)
  return ctx.hasRequest ? (streamWithContext(pieces) as IterableIterator<string>) : pieces
}

function* generate(app: App, template: Template, context: TemplateContext): Generator<string> {
  yield* template.generate(context)
  templateRendered.send(app, { template, context })
}
