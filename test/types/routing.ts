// Checked by `tsc --noEmit`, not run.

import { expectTypeOf } from 'expect-type'
import {
  App,
  Blueprint,
  MethodView,
  type NotFound,
  type ResponseReturnValue,
  urlFor,
  type ViewArgs,
} from 'hipflask'

declare module 'hipflask' {
  interface Converters {
    day: Date
  }
}

const app = new App()

app.route('/user/<int:id>', ({ id }) => {
  expectTypeOf(id).toEqualTypeOf<number>()
  return { id }
})
app.route('/f/<float(min=1):x>/<name>', (args) => {
  expectTypeOf(args).toEqualTypeOf<{ x: number; name: string }>()
  return 'x'
})
app.route('/k/<any(a, "b"):kind>', ({ kind }) => {
  expectTypeOf(kind).toEqualTypeOf<'a' | 'b'>()
  return kind
})
app.route('/w/<path:p>/<uuid:u>', (args) => {
  expectTypeOf(args).toEqualTypeOf<{ p: string; u: string }>()
  return 'x'
})
app.route('/s/<a>-<int:b>.<c>', (args) => {
  expectTypeOf(args).toEqualTypeOf<{ a: string; b: number; c: string }>()
  return 'x'
})
app.route('/p/:name/*rest{/:page}', (args) => {
  expectTypeOf(args).toEqualTypeOf<{ name: string; rest: string[]; page?: string }>()
  return 'x'
})
app.route('/{literal}:x/<id>', (args) => {
  expectTypeOf(args).toEqualTypeOf<{ id: string }>()
  return 'x'
})
app.route('/on/<day:on>/<other:thing>', ({ on, thing }) => {
  expectTypeOf(on).toEqualTypeOf<Date>()
  expectTypeOf(thing).toEqualTypeOf<unknown>()
  return 'x'
})

// A view that takes nothing can be called like that, one with arguments cannot.
const home = app.get('/home', () => 'home')
expectTypeOf(home()).toEqualTypeOf<'home'>()
const page = app.get('/page/<int:id>', ({ id }) => `${id}`)
// @ts-expect-error the id is missing
page()

// A function at the end may say which errors it expects.
app.teardownAppContext((error) => expectTypeOf(error).toEqualTypeOf<unknown>())
app.teardownRequest(async (error?: Error) => expectTypeOf(error).toEqualTypeOf<Error | undefined>())

// Options add arguments.
app.get('/a', { host: '<tenant>.test' }, ({ tenant }) => {
  expectTypeOf(tenant).toEqualTypeOf<string>()
  return tenant
})
app.get('/b/<int:n>', { subdomain: '<lang>', methods: ['GET'] }, ({ n, lang }) => {
  expectTypeOf(n).toEqualTypeOf<number>()
  expectTypeOf(lang).toEqualTypeOf<string>()
  return lang
})
const list = app.route('/posts/', { defaults: { page: 1 } }, ({ page }) => {
  expectTypeOf(page).toEqualTypeOf<number>()
  return String(page)
})

// Rules that are no literals fall back.
const prefix: string = '/api'
app.route(`${prefix}/<int:id>`, ({ id, anything }) => `${id}${anything}`)
const known = '/api/<lang>'
app.route(`${known}/<int:id>`, (args) => {
  expectTypeOf(args).toEqualTypeOf<{ lang: string; id: number }>()
  return 'x'
})

// Blueprints: the prefix of the options, or named arguments.
const blog = new Blueprint('blog', undefined, { urlPrefix: '/<lang>/blog' })
const post = blog.get('/<int:id>', (args) => {
  expectTypeOf(args).toEqualTypeOf<{ lang: string; id: number }>()
  return 'x'
})
new Blueprint<{ lang: string }>('shop').get('/<int:id>', ({ lang, id }) => {
  expectTypeOf(lang).toEqualTypeOf<string>()
  expectTypeOf(id).toEqualTypeOf<number>()
  return lang
})
new Blueprint('plain').get('/<int:id>', (args) => {
  expectTypeOf(args).toEqualTypeOf<{ id: number }>()
  return 'x'
})
app.registerBlueprint(blog, { urlPrefix: '/x' })

// Wrappers and decorators.
function loginRequired<Args>(view: (args: Args) => ResponseReturnValue) {
  return (args: Args): ResponseReturnValue => view(args)
}
app.route(
  '/wrapped/<int:id>',
  loginRequired(({ id }) => {
    expectTypeOf(id).toEqualTypeOf<number>()
    return 'x'
  }),
)
const shown = app.route('/shown/<int:id>')(({ id }) => `shown ${id}`)
function annotated({ id }: ViewArgs<'/annotated/<int:id>'>): string {
  return `${id}`
}
app.route('/annotated/<int:id>', annotated)
export class Posts {
  @app.route('/static/<int:id>') static show({ id }: { id: number }) {
    return `${id}`
  }
  // @ts-expect-error the argument has another type in the rule
  @app.route('/static/<int:id>') static wrong({ id }: { id: string }) {
    return id
  }
}
class ItemView extends MethodView {
  get({ id }: { id: number }) {
    return `${id}`
  }
}
app.route('/items/<int:id>', ItemView.asView('item'))

// Typed links.
const showPost = app.route('/post/<int:id>', ({ id }) => `post ${id}`)
urlFor(showPost, { id: 3, _external: true, page: 2, tags: ['a', 'b'] })
urlFor(list)
urlFor(list, { page: 2 })
urlFor(shown, { id: 1 })
urlFor(post, { lang: 'de', id: 1 })
urlFor('posts')
urlFor('anything', { any: 1 })
// @ts-expect-error the value is missing
urlFor(showPost)
// @ts-expect-error the value is missing
urlFor(showPost, {})
// @ts-expect-error the value has another type
urlFor(showPost, { id: '3' })
// @ts-expect-error the value has another name
urlFor(showPost, { idd: 3 })

// @ts-expect-error the rule has no such argument
app.route('/user/<int:id>', ({ name }) => `x ${name}`)
// @ts-expect-error nothing is returned
app.route('/user/<int:id>', ({ id }) => void id)
// @ts-expect-error a number is no answer
app.route('/user/<int:id>', ({ id }) => id)
// @ts-expect-error the option does not exist
app.route('/user/<int:id>', { method: ['POST'] }, ({ id }) => `${id}`)
// @ts-expect-error a function is no answer
app.route('/user/<int:id>', () => () => 'x')

// What an error has can be answered as it is.
app.errorHandler(404, (error) => error.description)
app.errorHandler(405, (error) => error.validMethods.join())
class Pages {
  @app.errorHandler(404) static lost(error: NotFound) {
    return error.description
  }
  @app.beforeRequest static before() {}
}
void Pages
// A view is called by its endpoint.
app.viewFunctions.show({ id: 1 })
app.viewFunctions.list()
app.viewFunctions.given = ({ id }: { id: number }) => `${id}`
