import {
  App,
  Markup,
  makeResponse,
  renderTemplate,
  renderTemplateString,
  request,
  Tuple,
  ValueError,
} from 'hipflask'
import { Kwargs, repr, TemplateNotFound, TemplateSyntaxError, UndefinedError } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'v'

class Address {
  city: string
  zip_code: string
  constructor(city: string, zipCode: string) {
    this.city = city
    this.zip_code = zipCode
  }
}

class User {
  kind = 'human'
  name: string
  age: number
  address: Address | null
  tags = ['a', 'b']
  constructor(name: string, age: number, address: Address | null = null) {
    this.name = name
    this.age = age
    this.address = address
  }
  get display_name() {
    return `${this.name} (${this.age})`
  }
  greet(other: string, punct: string | Kwargs = '!') {
    return `${this.name} greets ${other}${punct instanceof Kwargs ? punct.punct : punct}`
  }
  is_adult() {
    return this.age >= 18
  }
  boom() {
    throw new ValueError('boom')
  }
  toString() {
    return `User<${this.name}>`
  }
}

class Icon {
  name: string
  constructor(name: string) {
    this.name = name
  }
  __html__() {
    return `<i class="${this.name}"></i>`
  }
  toString() {
    return this.name
  }
}

class Page {
  items: string[]
  page: number
  per_page: number
  total: number
  constructor(items: string[], page: number, perPage: number) {
    this.items = items
    this.page = page
    this.per_page = perPage
    this.total = items.length
  }
  get pages() {
    return Math.ceil(this.total / this.per_page)
  }
  get has_next() {
    return this.page < this.pages
  }
  *iter_pages() {
    for (let n = 1; n <= this.pages; n++) yield n !== 2 ? n : null
  }
  *[Symbol.iterator]() {
    yield* this.items.slice((this.page - 1) * this.per_page, this.page * this.per_page)
  }
  __len__() {
    return this.total
  }
  __bool__() {
    return true
  }
}

function context() {
  const bob = new User('Bob', 17)
  const ann = new User('Ann <x>', 31, new Address('Köln', '50667'))
  return {
    user: ann,
    users: [ann, bob],
    icon: new Icon('star'),
    when: new Date(Date.UTC(2023, 10, 14, 22, 13, 20)),
    nothing: null,
    page: new Page([...'abcdefg'], 2, 3),
    gen: (function* () {
      for (let i = 0; i < 4; i++) yield i * i
    })(),
    func: (...args: unknown[]) => {
      const named = args.at(-1) instanceof Kwargs ? (args.pop() as Kwargs) : new Kwargs()
      const pairs = Object.entries(named)
        .sort()
        .map((pair) => Tuple.from(pair))
      return `${repr(Tuple.from(args))}${repr(pairs)}`
    },
    nested: { k: [ann] },
    mk: new Markup('<b>'),
    flag: true,
    zero: 0,
    big: 12345678901234567890n,
    ratio: 0.1,
    empty_list: [],
    text: 'line1\nline2',
    pairs: Tuple.of(Tuple.of('a', 1), Tuple.of('b', 2)),
  }
}

app.post('/render', function render() {
  const { source } = request.getJson() as { source: string }
  return renderTemplateString(source, context())
})

app.errorHandler(TemplateNotFound, (e) =>
  makeResponse(`no template ${e.templateName} ['${e.templates.join("', '")}']`, 404),
)
app.errorHandler(TemplateSyntaxError, (e) =>
  makeResponse(`syntax ${e.templateName ?? 'None'} ${e.lineno}`, 500),
)
app.errorHandler(UndefinedError, () => makeResponse('undefined', 500))
app.errorHandler(ValueError, (e) => makeResponse(`value ${e.message}`, 418))

app.get('/t/<path:name>', ({ name }) => renderTemplate(name, context()))
