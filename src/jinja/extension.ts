import type { Environment } from './environment.ts'
import type { Statement } from './parser/nodes.ts'
import type { Parser } from './parser/parser.ts'

/** Adds tags to the language, or changes sources before they are read. Jinja's `Extension`. */
export class Extension {
  /** The words that begin its tags, for all of the class; a field of an instance wins. */
  static tags: Iterable<string> = []
  /** Which extension comes first to change a source: the one with the least. */
  static priority = 100
  tags: Iterable<string>
  priority: number
  readonly environment: Environment

  /**
   * Makes the extension for one environment.
   * @param environment The environment.
   */
  constructor(environment: Environment) {
    this.environment = environment
    this.tags = new.target.tags
    this.priority = new.target.priority
  }

  /** The name that its instances have in `environment.extensions`. */
  static get identifier(): string {
    return this.name
  }

  /** The name that it has in `environment.extensions`. */
  get identifier(): string {
    return this.constructor.name
  }

  /**
   * Reads a tag; its word is the parser's current token.
   * @param parser What reads expressions and bodies.
   */
  parse(parser: Parser): Statement | Statement[] {
    return parser.stream.fail(`The extension "${this.identifier}" does not read its tags.`)
  }

  /**
   * Changes a template's source before it is read.
   * @param source The source.
   * @param _name The template's name.
   * @param _filename Its file.
   */
  preprocess(source: string, _name: string | undefined, _filename: string | undefined): string {
    return source
  }
}
