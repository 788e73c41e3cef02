import { requireContext } from '../context/context.ts'
import { RuntimeError } from '../errors.ts'
import { hasMethod } from '../guards.ts'
import type { ResponseReturnValue } from './route-types.ts'

const handlerNames = ['get', 'post', 'head', 'options', 'delete', 'put', 'trace', 'patch'] as const

type HandlerName = (typeof handlerNames)[number]
type Handler = (args: unknown) => ResponseReturnValue

type HandlerArgs<Self, Name> = Name extends keyof Self
  ? Self[Name] extends () => unknown
    ? (args: {}) => void
    : Self[Name] extends (args: infer Args) => unknown
      ? (args: Args) => void
      : never
  : never

type AllHandlers<Self> = { [Name in HandlerName]: HandlerArgs<Self, Name> }[HandlerName]

// The intersection of what every handler takes: one address serves them all.
type ArgsOf<Self> = Self extends MethodView
  ? AllHandlers<Self> extends (args: infer Args) => void
    ? unknown extends Args
      ? {}
      : Args
    : never
  : Self extends { dispatchRequest(args: infer Args): unknown }
    ? unknown extends Args
      ? {}
      : Args
    : never

type ViewClass = new (...args: never[]) => View

/** The view function of a class: what `asView` gives. */
export interface ClassView<Args> {
  // biome-ignore lint/suspicious/noExplicitAny: the answer is checked when it is given, as with every view
  (args: Args): any
  /** The class that is made and asked; a test may put another one in its place. */
  viewClass: ViewClass
  /** The methods that the rule answers. */
  methods?: Iterable<string> | undefined
  /** Methods that are added to those of the rule. */
  requiredMethods?: Iterable<string> | undefined
  /** Whether OPTIONS is answered by itself. */
  provideAutomaticOptions?: boolean | undefined
}

/** A view that is a class: `dispatchRequest` answers. Flask's `View`. */
export class View {
  /** The methods that the view answers; GET unless set. */
  static methods?: Iterable<string> | undefined
  /** Whether OPTIONS is answered by itself; true unless set. */
  static provideAutomaticOptions?: boolean | undefined
  /** Decorators of the view function, the first one innermost. */
  static decorators: readonly ((view: never) => unknown)[] = []
  /** Whether each request has an instance of its own; with false one instance serves them all. */
  static initEveryRequest = true

  /**
   * Answers a request. Override it.
   *
   * @param _args The view arguments.
   */
  dispatchRequest(_args: unknown): unknown {
    throw new RuntimeError(
      `The class "${this.constructor.name}" has no dispatchRequest(). Define it, or extend MethodView.`,
    )
  }

  /**
   * Makes the view function to register. Flask's `as_view`.
   *
   * @param name The name of the function, and so its endpoint.
   * @param initArgs Handed to the constructor as they are.
   */
  static asView<C extends ViewClass>(
    this: C,
    name: string,
    ...initArgs: ConstructorParameters<C>
  ): ClassView<ArgsOf<InstanceType<C>>> {
    const viewClass = this as unknown as typeof View
    const view = named(name, viewFunction(viewClass, name, initArgs)) as ClassView<never>
    view.viewClass = this
    view.methods = viewClass.methods
    view.provideAutomaticOptions = viewClass.provideAutomaticOptions
    return view as ClassView<ArgsOf<InstanceType<C>>>
  }
}

function viewFunction(viewClass: typeof View, name: string, initArgs: unknown[]): object {
  const make = (kind: unknown): View => new (kind as new (...args: unknown[]) => View)(...initArgs)
  const shared = viewClass.initEveryRequest ? undefined : make(viewClass)
  const plain = (args: never): unknown => {
    const instance = shared ?? make((view as Partial<ClassView<never>>).viewClass ?? viewClass)
    return instance.dispatchRequest(args)
  }
  let view: object = plain
  for (const decorator of viewClass.decorators) {
    view = decorator(named(name, view) as never) as object
    if (typeof view === 'function') continue
    throw new TypeError(
      `A decorator of the class "${viewClass.name}" gave ${view === undefined ? 'undefined' : typeof view} ` +
        'in place of a view function. Did you forget return?',
    )
  }
  return view
}

function named(name: string, view: object): object {
  return Object.defineProperty(view, 'name', { value: name, configurable: true })
}

/** A view that is a class with one method for each HTTP method: `get`, `post`, … Flask's `MethodView`. */
export class MethodView extends View {
  static {
    // A getter, which a class that sets `methods` itself simply covers.
    Object.defineProperty(MethodView, 'methods', {
      configurable: true,
      get(this: typeof MethodView) {
        return handledMethods(this)
      },
    })
  }

  override dispatchRequest(args: unknown): ResponseReturnValue {
    const { method } = requireContext('request').request
    const handlers = this as unknown as Record<string, Handler | undefined>
    const name = method.toLowerCase()
    if (handlers[name] !== undefined) return handlers[name](args)
    if (method === 'HEAD' && handlers.get !== undefined) return handlers.get(args)
    throw new RuntimeError(
      `The class "${this.constructor.name}" has no method "${name}", and its rule answers ${method}. ` +
        'Define the method, or leave it out of the methods of the rule.',
    )
  }
}

function handledMethods(viewClass: typeof MethodView): Set<string> | undefined {
  if (viewClass === MethodView) return undefined
  const parent: typeof View = Object.getPrototypeOf(viewClass)
  const methods = new Set(parent.methods)
  for (const name of handlerNames) {
    if (hasMethod(viewClass.prototype, name)) methods.add(name.toUpperCase())
  }
  return methods.size === 0 ? undefined : methods
}
