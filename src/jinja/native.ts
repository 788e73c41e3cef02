import { str } from '../python/repr.ts'
import type { Mode } from './compiler/code.ts'
import { Compiler } from './compiler/compiler.ts'
import type { Frame } from './compiler/frame.ts'
import { Environment } from './environment.ts'
import type { EnvironmentOptions } from './environment-options.ts'
import { isText } from './environment-options.ts'
import { literalEval } from './literal-eval.ts'
import type { Program } from './program.ts'
import { type Context, collected, type Variables } from './runtime/context.ts'
import { Template } from './template.ts'
import { plainArgument } from './values/call.ts'

/** Writes code that collects values, not their text. */
class NativeCompiler extends Compiler {
  override readonly empty = '[]'

  override content(buffer: string): string {
    return `joined(${buffer})`
  }

  override shown(source: string): string {
    return source
  }

  override addsUp(): boolean {
    return false
  }

  override printed(source: string): string {
    return this.final(source)
  }

  override emit(frame: Frame, source: string): void {
    if (frame.buffer === undefined) this.line(`yield ${source};`)
    else this.line(`${frame.buffer}.push(${source});`)
  }

  protected override emitUnit(call: string, frame: Frame): void {
    const { buffer } = frame
    if (buffer === undefined) this.line(`yield* ${call};`)
    else if (this.mode.async) this.line(`for await(const piece of ${call})${buffer}.push(piece);`)
    else this.line(`${buffer}.push(...${call});`)
  }
}

function nativeConcat(pieces: Iterable<unknown>, asNumber: boolean): unknown {
  const all = [...pieces]
  if (all.length === 0) return null
  if (all.length === 1 && !isText(all[0])) return asNumber ? plainArgument(all[0]) : all[0]
  return plainArgument(literalEval(all.map((piece) => str(piece)).join(''), asNumber))
}

/** A template that gives a value, not text. Jinja's `NativeTemplate`. */
export class NativeTemplate extends Template {
  protected static override environmentFor(options?: EnvironmentOptions): Environment {
    return new NativeEnvironment(options)
  }

  override program({ async }: Mode): Program {
    return super.program({ async, stream: true })
  }

  protected override output(context: Context, isAsync: boolean): unknown {
    const pieces = this.program({ async: isAsync, stream: true }).root(context)
    if (!isAsync) return nativeConcat(pieces as Iterable<unknown>, true)
    return collected(pieces as AsyncIterable<unknown>).then((all) => nativeConcat(all, true))
  }

  /**
   * Renders the template: one value stays as it is, and the text of several is read as a literal of
   * Python where it is one.
   * @param variables Its variables by name.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the value is the template's business
  override render(variables: Variables = {}): any {
    return super.render(variables)
  }

  // biome-ignore lint/suspicious/noExplicitAny: the value is the template's business
  override async renderAsync(variables: Variables = {}): Promise<any> {
    return super.renderAsync(variables)
  }
}

/** An environment whose templates give values, not text. Jinja's `NativeEnvironment`. */
export class NativeEnvironment extends Environment {
  static override templateClass: typeof Template = NativeTemplate
  static override codeGeneratorClass: typeof Compiler = NativeCompiler

  override concat(pieces: Iterable<unknown>): unknown {
    return nativeConcat(pieces, false)
  }

  override fromString(source: string, globals?: Variables): NativeTemplate {
    return super.fromString(source, globals) as NativeTemplate
  }

  override getTemplate(...args: Parameters<Environment['getTemplate']>): NativeTemplate {
    return super.getTemplate(...args) as NativeTemplate
  }
}
