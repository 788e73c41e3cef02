export { escape, Markup } from '../markup.ts'
export { repr, str } from '../python/repr.ts'
export { Tuple } from '../python/tuple.ts'
export { type CallOptions, Environment } from './environment.ts'
export type {
  AutoescapeFunction,
  EnvironmentArguments,
  EnvironmentOptions,
} from './environment-options.ts'
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
  type LoadedSource,
  PrefixLoader,
  type SourceTuple,
  type TemplateSource,
} from './loaders.ts'
export * as meta from './meta.ts'
export { NativeEnvironment, NativeTemplate } from './native.ts'
export type { Statement, TemplateTree } from './parser/nodes.ts'
export type { Parser } from './parser/parser.ts'
export { BlockReference, Context, TemplateReference, type Variables } from './runtime/context.ts'
export { LoopContext } from './runtime/loop.ts'
export type { Macro } from './runtime/macro.ts'
export { TemplateModule } from './runtime/template-module.ts'
export {
  ChainableUndefined,
  DebugUndefined,
  isUndefined,
  makeLoggingUndefined,
  StrictUndefined,
  Undefined,
  type UndefinedLogger,
  type UndefinedOptions,
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
export { Template } from './template.ts'
export type { EvalContext } from './types.ts'
export { Kwargs, passContext, passEnvironment, passEvalContext } from './values/call.ts'
