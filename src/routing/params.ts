/** What each converter gives a view; augment it to type your own: `interface Converters { date: Date }`. */
export interface Converters {
  default: string
  string: string
  path: string
  any: string
  int: number
  float: number
  uuid: string
}

type Show<T> = { [K in keyof T]: T[K] } & {}

/** The view arguments a rule gives: `ViewArgs<'/user/<int:id>'>` is `{ id: number }`. */
export type ViewArgs<Rule extends string, Defaults = {}> =
  IsLiteral<Rule> extends true ? Show<WithDefaults<Parsed<Rule>, Defaults>> : UntypedArgs
// biome-ignore lint/suspicious/noExplicitAny: the arguments of a rule that is no literal are the author's affair
type UntypedArgs = any

/** The values `urlFor` needs for a rule: its arguments, those with defaults optional. */
export type UrlValues<Rule extends string, Defaults = {}> =
  IsLiteral<Rule> extends true
    ? Show<Omit<Parsed<Rule>, keyof Defaults> & Partial<Defaults>>
    : Record<string, unknown>

/** The rule as the app sees it: behind its blueprint's prefix, where that is known when compiling. */
export type Prefixed<Prefix extends string, Rule extends string> =
  IsLiteral<Prefix> extends true ? `${Prefix}${Rule}` : Rule

// A string, or a template with a string hole, is an index signature in a Record: {} fits it.
type IsLiteral<Rule extends string> = {} extends Record<Rule, 1> ? false : true

// never: what the compiler fills in while it looks through a wrapper, before the defaults are known.
type WithDefaults<Args, Defaults> = [Defaults] extends [never]
  ? Args
  : {} extends Defaults
    ? Args
    : Omit<Args, keyof Defaults> & {
        [K in keyof Defaults]:
          | Defaults[K]
          | (K extends keyof Args ? Exclude<Args[K], undefined> : never)
      }

// A rule with `<` is Flask's: all else is plain text in it.
type Parsed<Rule extends string> = Rule extends `${string}<${string}`
  ? FlaskArgs<Rule>
  : Rule extends `${string}${':' | '*'}${string}`
    ? PathArgs<Unescaped<Rule>>
    : {}

// The arguments of a converter may contain '>': they are read up to '):name>' then.
type FlaskArgs<Rule extends string, Args = {}> = Rule extends `${string}<${infer Rest}`
  ? Rest extends `${infer Inside}>${infer After}`
    ? Inside extends `${string}(${string}`
      ? Rest extends `${infer Converter}(${infer Options}):${infer Name}>${infer Tail}`
        ? FlaskArgs<Tail, Args & { [K in Name]: Converted<Converter, Options> }>
        : never
      : FlaskArgs<After, Args & SimpleArg<Inside>>
    : Args
  : Args
type SimpleArg<Inside extends string> = Inside extends `${infer Converter}:${infer Name}`
  ? { [K in Name]: Converted<Converter, ''> }
  : { [K in Inside]: string }

type PathArgs<
  Rule extends string,
  Depth extends string = '',
  Args = {},
> = Rule extends `${infer Text}:${infer Rest}`
  ? Text extends `${infer Before}*${infer Name}`
    ? PathStep<Before, `${Name}:${Rest}`, string[], Depth, Args>
    : PathStep<Text, Rest, string, Depth, Args>
  : Rule extends `${infer Text}*${infer Rest}`
    ? PathStep<Text, Rest, string[], Depth, Args>
    : Args
type PathStep<Text extends string, Rest extends string, Value, Depth extends string, Args> =
  NameOf<Rest> extends [infer Name extends string, infer After extends string]
    ? PathArgs<After, Nested<Text, Depth>, Args & Arg<Name, Value, Nested<Text, Depth>>>
    : never

type NameOf<
  Rest extends string,
  Name extends string = '',
> = Rest extends `"${infer Quoted}"${infer After}`
  ? [Quoted, After]
  : Rest extends `${infer Char}${infer More}`
    ? Char extends Stop
      ? [Name, Rest]
      : NameOf<More, `${Name}${Char}`>
    : [Name, '']
type Stop =
  | '/'
  | '-'
  | '.'
  | ':'
  | '*'
  | '{'
  | '}'
  | '~'
  | '@'
  | ','
  | ';'
  | '='
  | '&'
  | '%'
  | ' '
  | '|'
  | '"'
  | "'"

type Unescaped<Rule extends string> = Rule extends `${infer Before}\\${infer _}${infer After}`
  ? `${Before}-${Unescaped<After>}`
  : Rule

type Nested<Text extends string, Depth extends string> = Closed<Text, Opened<Text, Depth>>
type Opened<Text extends string, Depth extends string> = Text extends `${string}{${infer Rest}`
  ? Opened<Rest, `{${Depth}`>
  : Depth
type Closed<Text extends string, Depth extends string> = Text extends `${string}}${infer Rest}`
  ? Depth extends `{${infer Outer}`
    ? Closed<Rest, Outer>
    : Depth
  : Depth

type Arg<Name extends string, Value, Depth extends string> = Depth extends ''
  ? { [K in Name]: Value }
  : { [K in Name]?: Value }

type Converted<Name extends string, Options extends string> = Name extends 'any'
  ? Choice<Options>
  : Name extends keyof Converters
    ? Converters[Name]
    : unknown

type Choice<Options extends string> = Options extends `${infer First},${infer Rest}`
  ? Bare<First> | Choice<Rest>
  : Bare<Options>
type Bare<Text extends string> = Text extends
  | ` ${infer Rest}`
  | `${infer Rest} `
  | `"${infer Rest}"`
  | `'${infer Rest}'`
  ? Bare<Rest>
  : Text
