from datetime import datetime, timedelta
from flask import Flask, Blueprint, render_template, render_template_string, session, request, g, flash, redirect, url_for, get_template_attribute
from markupsafe import Markup, escape

app = Flask(__name__)
app.secret_key = 'shop-key'
app.config.update(SITE_NAME='Shop & Co', ITEMS_PER_PAGE=3, CURRENCY='€')
app.jinja_env.trim_blocks = True
app.jinja_env.lstrip_blocks = True
app.jinja_env.add_extension('jinja2.ext.do')
app.jinja_env.add_extension('jinja2.ext.loopcontrols')


class Product:
    def __init__(self, id, name, price, category, tags=(), stock=0, added=None):
        self.id = id
        self.name = name
        self.price = price
        self.category = category
        self.tags = list(tags)
        self.stock = stock
        self.added = added

    @property
    def in_stock(self):
        return self.stock > 0

    def discounted(self, percent=10):
        return self.price * (100 - percent) // 100

    def __str__(self):
        return f'Product {self.name}'


PRODUCTS = [
    Product(1, 'Café <Crème>', 350, 'Drinks', ['hot', 'milk'], 5, datetime(2023, 11, 1, 8, 30)),
    Product(2, "Tea 'Earl'", 275, 'Drinks', ['hot'], 0, datetime(2023, 11, 14, 22, 13, 20)),
    Product(3, 'Cake', 425, 'Food', [], 12, datetime(2023, 10, 30)),
    Product(4, 'apple', 80, 'Food', ['fruit', 'fresh'], 100, datetime(2023, 1, 2, 3, 4, 5)),
    Product(5, 'Mug', 1299, 'Things', ['gift'], 1, datetime(2022, 12, 31, 23, 59, 59)),
    Product(6, 'Bag "Big"', 2450, 'Things', ['gift', 'green'], 0, datetime(2023, 11, 13)),
    Product(7, 'Zucchini', 120, 'Food', ['fresh'], 7, datetime(2023, 11, 14)),
]
COMMENTS = [
    {'id': 1, 'by': 'Ann', 'text': 'Nice <b>', 'replies': [
        {'id': 2, 'by': 'Bob', 'text': 'Yes & no', 'replies': [{'id': 3, 'by': 'Cy', 'text': 'ok', 'replies': []}]},
        {'id': 4, 'by': 'Di', 'text': '', 'replies': []}]},
    {'id': 5, 'by': 'Ed', 'text': 'last', 'replies': []},
]


class Pagination:
    def __init__(self, items, page, per_page):
        self.page = page
        self.per_page = per_page
        self.total = len(items)
        self.pages = -(-self.total // per_page)
        self.items = items[(page - 1) * per_page:page * per_page]
        self.has_prev = page > 1
        self.has_next = page < self.pages
        self.prev_num = page - 1
        self.next_num = page + 1

    def iter_pages(self, edge=1):
        last = 0
        for number in range(1, self.pages + 1):
            if number <= edge or abs(number - self.page) <= 1 or number > self.pages - edge:
                if last + 1 != number:
                    yield None
                yield number
                last = number


@app.template_filter()
def money(value, symbol=None, places=2):
    return f"{value / 100:,.{places}f} {symbol or app.config['CURRENCY']}"


@app.template_filter('ago')
def ago_filter(value):
    days = (datetime(2023, 11, 14, 22, 13, 20) - value).days
    return 'today' if days == 0 else f'{days} day{"" if days == 1 else "s"} ago'


@app.template_test()
def cheap(product, limit=300):
    return product.price <= limit


@app.template_global()
def url_for_page(page, **kwargs):
    args = dict(request.args, **kwargs)
    args['page'] = page
    return url_for(request.endpoint, **args)


@app.context_processor
def shared():
    return {'now': datetime(2023, 11, 14, 22, 13, 20), 'cart_count': sum(session.get('cart', {}).values()),
            'nav': [('index', 'Home', {}), ('shop.products', 'Products', {}), ('shop.products', 'Food', {'category': 'Food'})]}


bp = Blueprint('shop', __name__, url_prefix='/shop', template_folder='templates/shop')


@bp.context_processor
def only_shop():
    return {'section': 'shop', 'now': datetime(2024, 2, 29, 1, 2, 3)}


@bp.app_template_filter('plural')
def plural(count, one, many=None):
    return one if count == 1 else many or one + 's'


@bp.route('/')
def products():
    found = PRODUCTS
    if request.args.get('category'):
        found = [p for p in found if p.category == request.args['category']]
    page = Pagination(found, request.args.get('page', 1, type=int), app.config['ITEMS_PER_PAGE'])
    return render_template('products.html', pagination=page, sort=request.args.get('sort', 'name'), query=request.args.get('q'))


@bp.route('/<int:id>', methods=['GET', 'POST'])
def product(id):
    found = [p for p in PRODUCTS if p.id == id]
    if request.method == 'POST':
        cart = session.setdefault('cart', {})
        cart[str(id)] = cart.get(str(id), 0) + int(request.form.get('count', 1))
        session.modified = True
        flash(Markup('<em>%s</em> is in the cart') % found[0].name, 'success')
        flash(f'{found[0].name} left: {found[0].stock}', 'info')
        if not found[0].in_stock:
            flash('Not in stock!', 'error')
        return redirect(url_for('.product', id=id, _anchor='top'))
    return render_template('product.html', product=found[0] if found else None, comments=COMMENTS)


@bp.route('/cart')
def cart():
    lines = [{'product': p, 'count': session['cart'][str(p.id)]} for p in PRODUCTS if str(p.id) in session.get('cart', {})]
    return render_template('cart.html', lines=lines)


app.register_blueprint(bp)


@app.route('/')
def index():
    g.visitor = request.args.get('as')
    return render_template('index.html', products=PRODUCTS)


@app.route('/archive')
def archive():
    return render_template('archive.html', products=PRODUCTS)


@app.route('/form', methods=['GET', 'POST'])
def form():
    fields = [
        {'name': 'email', 'type': 'email', 'label': 'E-Mail', 'required': True},
        {'name': 'age', 'type': 'number', 'label': 'Age', 'attrs': {'min': 1, 'max': 120, 'step': 0.5}},
        {'name': 'color', 'type': 'select', 'label': 'Colour', 'options': [('r', 'Red'), ('g', 'Green'), ('b', 'Blue <3')]},
        {'name': 'terms', 'type': 'checkbox', 'label': 'I agree'},
        {'name': 'note', 'type': 'textarea', 'label': 'Note', 'rows': 4},
    ]
    errors = {}
    if request.method == 'POST':
        if '@' not in request.form.get('email', ''):
            errors['email'] = ['Not an address: %s' % request.form.get('email', ''), 'Try again']
        if request.form.get('age') and not request.form['age'].isdigit():
            errors['age'] = ['Digits, please']
    return render_template('form.html', fields=fields, errors=errors, values=request.form)


@app.route('/mail/<int:id>.txt')
def mail(id):
    order = {'id': id, 'lines': [{'name': p.name, 'count': n + 1, 'price': p.price} for n, p in enumerate(PRODUCTS[:id])], 'customer': {'name': 'Ann O\'Neil', 'vip': id % 2 == 0}}
    return render_template('mail.txt', order=order), {'Content-Type': 'text/plain'}


@app.route('/macro')
def macro():
    badge = get_template_attribute('macros/ui.html', 'badge')
    return badge('<new>', kind='warn') + ' ' + badge('x')


@app.errorhandler(404)
def missing(error):
    return render_template('error.html', error=error), 404
