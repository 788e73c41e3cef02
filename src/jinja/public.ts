export { escape, Markup } from '../markup.ts'
export { repr, str } from '../python/repr.ts'
export { Tuple } from '../python/tuple.ts'
export { Environment } from './environment.ts'
export type { AutoescapeFunction, EnvironmentOptions } from './environment-options.ts'
export {
  FilterArgumentError,
  SecurityError,
  TemplateAssertionError,
  TemplateError,
  type TemplateFrame,
  TemplateNotFound,
  TemplateRuntimeError,
  TemplateSyntaxError,
  TemplatesNotFound,
  templateFrames,
  UndefinedError,
} from './errors.ts'
export {
  DebugExtension,
  ExprStmtExtension,
  Extension,
  type ExtensionLike,
  InternationalizationExtension,
  LoopControlExtension,
} from './extensions.ts'
export { Cycler, Joiner, Namespace } from './globals.ts'
export {
  BaseLoader,
  ChoiceLoader,
  DictLoader,
  FileSystemLoader,
  FunctionLoader,
  PrefixLoader,
  type TemplateSource,
} from './loaders.ts'
export { BlockReference, Context, TemplateReference, type Variables } from './runtime/context.ts'
export { LoopContext } from './runtime/loop.ts'
export type { Macro } from './runtime/macro.ts'
export {
  ChainableUndefined,
  DebugUndefined,
  isUndefined,
  makeLoggingUndefined,
  StrictUndefined,
  Undefined,
} from './runtime/undefined.ts'
export {
  ImmutableSandboxedEnvironment,
  isInternalAttribute,
  MAX_RANGE,
  modifiesKnownMutable,
  SandboxedEnvironment,
  unsafe,
} from './sandbox.ts'
export { selectAutoescape } from './select-autoescape.ts'
export { TemplateStream } from './stream.ts'
export { Template, TemplateModule } from './template.ts'
export { Kwargs, passContext, passEnvironment, passEvalContext } from './values/call.ts'
