import {
  App,
  Blueprint,
  flash,
  g,
  getTemplateAttribute,
  int,
  Markup,
  makeResponse,
  redirect,
  renderTemplate,
  request,
  session,
  urlFor,
} from 'hipflask'
import { Kwargs } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
app.secretKey = 'shop-key'
app.config.update({ SITE_NAME: 'Shop & Co', ITEMS_PER_PAGE: 3, CURRENCY: '€' })
app.jinjaEnv.trimBlocks = true
app.jinjaEnv.lstripBlocks = true
app.jinjaEnv.addExtension('jinja2.ext.do')
app.jinjaEnv.addExtension('jinja2.ext.loopcontrols')

class Product {
  id: number
  name: string
  price: number
  category: string
  tags: string[]
  stock: number
  added: Date

  constructor(
    ...[id, name, price, category, tags, stock, added]: [
      number,
      string,
      number,
      string,
      string[],
      number,
      Date,
    ]
  ) {
    this.id = id
    this.name = name
    this.price = price
    this.category = category
    this.tags = tags
    this.stock = stock
    this.added = added
  }

  get in_stock(): boolean {
    return this.stock > 0
  }

  discounted(percent: number | Kwargs = 10): number {
    const by = percent instanceof Kwargs ? Number(percent.percent) : percent
    return Math.floor((this.price * (100 - by)) / 100)
  }

  toString(): string {
    return `Product ${this.name}`
  }
}

const date = (text: string) => new Date(`${text}Z`)

const PRODUCTS = [
  new Product(1, 'Café <Crème>', 350, 'Drinks', ['hot', 'milk'], 5, date('2023-11-01T08:30')),
  new Product(2, "Tea 'Earl'", 275, 'Drinks', ['hot'], 0, date('2023-11-14T22:13:20')),
  new Product(3, 'Cake', 425, 'Food', [], 12, date('2023-10-30T00:00')),
  new Product(4, 'apple', 80, 'Food', ['fruit', 'fresh'], 100, date('2023-01-02T03:04:05')),
  new Product(5, 'Mug', 1299, 'Things', ['gift'], 1, date('2022-12-31T23:59:59')),
  new Product(6, 'Bag "Big"', 2450, 'Things', ['gift', 'green'], 0, date('2023-11-13T00:00')),
  new Product(7, 'Zucchini', 120, 'Food', ['fresh'], 7, date('2023-11-14T00:00')),
]
const COMMENTS = [
  {
    id: 1,
    by: 'Ann',
    text: 'Nice <b>',
    replies: [
      {
        id: 2,
        by: 'Bob',
        text: 'Yes & no',
        replies: [{ id: 3, by: 'Cy', text: 'ok', replies: [] }],
      },
      { id: 4, by: 'Di', text: '', replies: [] },
    ],
  },
  { id: 5, by: 'Ed', text: 'last', replies: [] },
]

class Pagination {
  total: number
  pages: number
  items: Product[]
  has_prev: boolean
  has_next: boolean
  prev_num: number
  next_num: number

  page: number
  per_page: number

  constructor(items: Product[], page: number, perPage: number) {
    this.page = page
    this.per_page = perPage
    this.total = items.length
    this.pages = Math.ceil(this.total / perPage)
    this.items = items.slice((page - 1) * perPage, page * perPage)
    this.has_prev = page > 1
    this.has_next = page < this.pages
    this.prev_num = page - 1
    this.next_num = page + 1
  }

  *iter_pages(edge = 1): Iterable<number | null> {
    let last = 0
    for (let number = 1; number <= this.pages; number++) {
      if (number <= edge || Math.abs(number - this.page) <= 1 || number > this.pages - edge) {
        if (last + 1 !== number) yield null
        yield number
        last = number
      }
    }
  }
}

app.templateFilter('money', (value: number, symbol?: string | Kwargs, options?: Kwargs) => {
  const named = symbol instanceof Kwargs ? symbol : options
  const places = Number(named?.places ?? 2)
  const sign = typeof symbol === 'string' ? symbol : app.config.CURRENCY
  const text = (value / 100).toLocaleString('en-US', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
  return `${text} ${sign}`
})
app.templateFilter('ago', (value: Date) => {
  const days = Math.floor((date('2023-11-14T22:13:20').getTime() - value.getTime()) / 86_400_000)
  return days === 0 ? 'today' : `${days} day${days === 1 ? '' : 's'} ago`
})
app.templateTest('cheap', (product: Product, limit = 300) => product.price <= limit)
app.templateGlobal('url_for_page', (page: number, options?: Kwargs) => {
  const args: Record<string, unknown> = { ...Object.fromEntries(request.args), ...options, page }
  return urlFor(request.endpoint ?? '', args)
})
app.contextProcessor(() => ({
  now: date('2023-11-14T22:13:20'),
  cart_count: Object.values<number>(session.get('cart', {})).reduce((sum, count) => sum + count, 0),
  nav: [
    ['index', 'Home', {}],
    ['shop.products', 'Products', {}],
    ['shop.products', 'Food', { category: 'Food' }],
  ],
}))

const bp = new Blueprint('shop', import.meta, {
  urlPrefix: '/shop',
  templateFolder: 'templates/shop',
})
bp.contextProcessor(() => ({ section: 'shop', now: date('2024-02-29T01:02:03') }))
bp.appTemplateFilter('plural', (count: number, one: string, many?: string) =>
  count === 1 ? one : many || `${one}s`,
)

bp.route('/', function products() {
  const category = request.args.get('category')
  const found = category ? PRODUCTS.filter((product) => product.category === category) : PRODUCTS
  const page = new Pagination(
    found,
    request.args.get('page', 1, { type: int }),
    app.config.ITEMS_PER_PAGE,
  )
  return renderTemplate('products.html', {
    pagination: page,
    sort: request.args.get('sort', 'name'),
    query: request.args.get('q'),
  })
})

bp.route('/<int:id>', { methods: ['GET', 'POST'] }, function product({ id }) {
  const found = PRODUCTS.find((one) => one.id === id)
  if (request.method === 'POST' && found !== undefined) {
    const cart = session.setDefault('cart', {})
    cart[String(id)] = (cart[String(id)] ?? 0) + request.form.get('count', 1, { type: int })
    session.modified = true
    flash(new Markup('<em>%s</em> is in the cart').mod(found.name), 'success')
    flash(`${found.name} left: ${found.stock}`, 'info')
    if (!found.in_stock) flash('Not in stock!', 'error')
    return redirect(urlFor('.product', { id, _anchor: 'top' }))
  }
  return renderTemplate('product.html', { product: found ?? null, comments: COMMENTS })
})

bp.route('/cart', function cart() {
  const held: Record<string, number> = session.get('cart', {})
  const lines = PRODUCTS.filter((product) => String(product.id) in held).map((product) => ({
    product,
    count: held[String(product.id)],
  }))
  return renderTemplate('cart.html', { lines })
})
app.registerBlueprint(bp)

app.route('/', function index() {
  g.visitor = request.args.get('as')
  return renderTemplate('index.html', { products: PRODUCTS })
})

app.route('/archive', function archive() {
  return renderTemplate('archive.html', { products: PRODUCTS })
})

app.route('/form', { methods: ['GET', 'POST'] }, function form() {
  const fields = [
    { name: 'email', type: 'email', label: 'E-Mail', required: true },
    { name: 'age', type: 'number', label: 'Age', attrs: { min: 1, max: 120, step: 0.5 } },
    {
      name: 'color',
      type: 'select',
      label: 'Colour',
      options: [
        ['r', 'Red'],
        ['g', 'Green'],
        ['b', 'Blue <3'],
      ],
    },
    { name: 'terms', type: 'checkbox', label: 'I agree' },
    { name: 'note', type: 'textarea', label: 'Note', rows: 4 },
  ]
  const errors: Record<string, string[]> = {}
  if (request.method === 'POST') {
    const email = request.form.get('email', '')
    if (!email.includes('@')) errors.email = [`Not an address: ${email}`, 'Try again']
    const age = request.form.get('age')
    if (age && !/^\d+$/.test(age)) errors.age = ['Digits, please']
  }
  return renderTemplate('form.html', { fields, errors, values: request.form })
})

app.route('/mail/<int:id>.txt', function mail({ id }) {
  const order = {
    id,
    lines: PRODUCTS.slice(0, id).map(({ name, price }, index) => ({
      name,
      count: index + 1,
      price,
    })),
    customer: { name: "Ann O'Neil", vip: id % 2 === 0 },
  }
  return makeResponse(renderTemplate('mail.txt', { order }), { 'Content-Type': 'text/plain' })
})

app.route('/macro', function macro() {
  const badge = getTemplateAttribute('macros/ui.html', 'badge')
  return `${badge('<new>', { kind: 'warn' })} ${badge('x')}`
})

app.errorHandler(404, (error) => makeResponse(renderTemplate('error.html', { error }), 404))
