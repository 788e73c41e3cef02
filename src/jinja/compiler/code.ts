import type { Environment } from '../environment.ts'
import { TemplateAssertionError, unknownName } from '../errors.ts'
import { columnOf, lineOf } from '../parser/token-stream.ts'
import type { Frame } from './frame.ts'
import { NameTable } from './symbols.ts'

/** How generated code runs: it gives text, or it yields pieces; either may await. */
export interface Mode {
  readonly async: boolean
  readonly stream: boolean
}

interface Place {
  lineno: number
  offset: number
}

/** One JavaScript function that is being written. */
class FunctionCode {
  readonly lines: string[] = []
  readonly variables = new Set<string>()
}

/** What is compiled. */
export interface CompileInput {
  environment: Environment
  source: string
  name: string | undefined
  filename: string | undefined
}

/** Gives a value as a JavaScript literal: the only way for text to get into generated code. */
export function literal(value: unknown): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (separator) =>
    separator === '\u2028' ? '\\u2028' : '\\u2029',
  )
}

/** The parts of the compiler that write lines, variables and helpers. */
export class CodeWriter {
  readonly environment: Environment
  readonly input: CompileInput
  readonly mode: Mode
  readonly names = new NameTable()
  /** The line and the offset of each place that rendering can be at. */
  readonly positions: Place[] = []
  /** The constants that are no literals. */
  readonly constants: unknown[] = []
  private readonly functions: FunctionCode[] = []
  private readonly helpers: string[] = []
  private readonly accessors = new Map<string, string>()
  private unitTools = new Map<string, string>()
  private temporaries = 0
  private lastPosition = ''

  constructor(input: CompileInput, mode: Mode) {
    this.input = input
    this.environment = input.environment
    this.mode = mode
  }

  private get code(): FunctionCode {
    return this.functions[this.functions.length - 1]
  }

  /** Adds a line to the function that is being written. */
  line(text: string): void {
    this.code.lines.push(text)
  }

  /** Keeps a place for a line that is written later. */
  reserve(): (text: string) => void {
    const { lines } = this.code
    const index = lines.push('') - 1
    return (text) => {
      lines[index] = text
    }
  }

  /** Makes a variable local to the function that is being written. */
  declare(identifier: string): string {
    this.code.variables.add(identifier)
    return identifier
  }

  /** Gives a name that nothing else has. */
  unique(prefix: string): string {
    return `${prefix}${this.temporaries++}`
  }

  /** Gives a new local variable. */
  temporary(): string {
    return this.declare(this.unique('t'))
  }

  /** Notes that rendering comes to a place. */
  mark(place: Place): void {
    this.line(`at=${this.position(place)};`)
  }

  /** Gives the number of a place that rendering can be at. */
  position(place: Place): number {
    const key = `${place.lineno}:${place.offset}`
    if (key !== this.lastPosition) {
      this.lastPosition = key
      this.positions.push({ lineno: place.lineno, offset: place.offset })
    }
    return this.positions.length - 1
  }

  /**
   * Writes a function and gives its source.
   * @param parameters Its parameters.
   * @param body Writes its lines.
   * @param stream Whether it is a generator.
   */
  function(parameters: readonly string[], body: () => void, stream = false): string {
    const code = new FunctionCode()
    this.functions.push(code)
    body()
    this.functions.pop()
    for (const parameter of parameters) code.variables.delete(parameter)
    const variables = ['at=0', ...code.variables].join(',')
    const head = `${this.mode.async ? 'async ' : ''}function${stream ? '*' : ''}`
    const lines = code.lines.filter((line) => line !== '').join('\n')
    return `${head}(${parameters.join(',')}){let ${variables};try{\n${lines}\n}catch(error){throw trace(error,at)}}`
  }

  /** Starts a root or block function, which looks its filters and tests up by itself. */
  startUnit(): (line: (text: string) => void) => void {
    const before = this.unitTools
    this.unitTools = new Map()
    return (line) => {
      const tools = [...this.unitTools].map(([call, name]) => `${name}=${call}`)
      if (tools.length > 0) line(`const ${tools.join(',')};`)
      this.unitTools = before
    }
  }

  /** Gives the variable that holds a filter or test, called with so many arguments or with any. */
  tool(kind: 'filter' | 'test', name: string, count: number): string {
    const call = `${kind}(${literal(name)},${count})`
    let variable = this.unitTools.get(call)
    if (variable === undefined) {
      variable = this.unique('f')
      this.unitTools.set(call, variable)
    }
    return variable
  }

  /** Checks that a filter or test is there, where that is an error before rendering. */
  checkTool(kind: 'filter' | 'test', name: string, place: Place): void {
    const known = kind === 'filter' ? this.environment.filters : this.environment.tests
    if (known[name] === undefined) this.fail(unknownName(kind, name, Object.keys(known)), place)
  }

  /** Adds a constant that is no literal. */
  constant(value: unknown): string {
    this.constants.push(value)
    return `constants[${this.constants.length - 1}]`
  }

  /** Adds a line outside all functions; gives the name that it defines. */
  helper(prefix: string, source: (name: string) => string): string {
    const name = this.unique(prefix)
    this.helpers.push(source(name))
    return name
  }

  /** Gives the class of the keyword arguments of calls with these names, which is a Kwargs. */
  keywordClass(names: readonly string[]): string {
    const key = `k${JSON.stringify(names)}`
    let made = this.accessors.get(key)
    if (made === undefined) {
      const parameters = names.map((_, index) => `v${index}`)
      const body = names.map((name, index) => `this[${literal(name)}]=v${index}`).join(';')
      made = this.helper(
        'k',
        (id) => `function ${id}(${parameters.join(',')}){${body}}${id}.prototype=Kwargs.prototype;`,
      )
      this.accessors.set(key, made)
    }
    return made
  }

  /** Gives the function that reads one attribute or item. */
  accessor(name: string, item: boolean): string {
    const key = `${item ? 'i' : 'a'}${name}`
    let accessor = this.accessors.get(key)
    if (accessor === undefined) {
      accessor = this.helper('a', (identifier) => accessorSource(identifier, name, item))
      this.accessors.set(key, accessor)
    }
    return accessor
  }

  /** Gives the lines outside all functions. */
  helperLines(): string {
    return this.helpers.join('\n')
  }

  /** The source of output that is empty. */
  readonly empty: string = "''"

  /** Gives the source of what was collected in a variable. */
  content(buffer: string): string {
    return buffer
  }

  /** Gives the source of a value that is output already. */
  shown(source: string): string {
    return `text(${source})`
  }

  /** Tells whether pieces of output can be added up before they are collected. */
  addsUp(frame: Frame): boolean {
    // A stream gives each value by itself.
    return frame.buffer !== undefined
  }

  /** Adds output. */
  emit(frame: Frame, text: string): void {
    this.line(frame.buffer === undefined ? `yield ${text};` : `${frame.buffer}+=${text};`)
  }

  /** Throws the error of a template that cannot work. */
  fail(message: string, place: Place): never {
    const { name, filename, source } = this.input
    const error = new TemplateAssertionError(message, place.lineno, name, filename)
    error.column = columnOf(source, place.offset)
    error.source = lineOf(source, place.lineno)
    throw error
  }
}

const objectNames = new Set(Object.getOwnPropertyNames(Object.prototype))
const dictMethods = new Set(
  'clear copy fromkeys get items keys pop popitem setdefault update values'.split(' '),
)

function accessorSource(identifier: string, name: string, item: boolean): string {
  const key = literal(name)
  const slow = `return ${item ? 'getItem' : 'getAttribute'}(environment,o,${key})`
  if (objectNames.has(name) || (!item && dictMethods.has(name))) {
    return `function ${identifier}(o){${slow}}`
  }
  return `function ${identifier}(o){if(typeof o==='object'&&o!==null){const p=prototypeOf(o);if((p===objectPrototype||p===null)&&plainAccess){const v=o[${key}];if(v!==undefined&&objectPrototype[${key}]===undefined)return v}}${slow}}`
}
