from flask import Flask, render_template, render_template_string, g, session, request, current_app, Blueprint, url_for

app = Flask("oracle")
app.secret_key = "ctx"
app.config["SITE"] = "My <Site>"
app.config["NUMBERS"] = [1, 2]

@app.context_processor
def first():
    return {"first": "one", "both": "first", "user": "processor"}

@app.context_processor
def second():
    return dict(both="second", now=lambda: "called", path=request.path if request else None)

@app.context_processor
def utility():
    def format_price(amount, currency="€"):
        return f"{amount:.2f}{currency}"
    return dict(format_price=format_price)

@app.template_global()
def double(n):
    return n * 2

@app.template_global("triple")
def times_three(n):
    return n * 3

app.add_template_global(lambda a, b=1: a + b, "plus")
app.jinja_env.globals["version"] = "1.2"
app.jinja_env.globals.update(zip=zip, max_items=5)

bp = Blueprint("shop", __name__, url_prefix="/shop")

@bp.context_processor
def only_bp():
    return {"scope": "bp", "both": "bp"}

@bp.app_context_processor
def everywhere():
    return {"everywhere": "yes"}

@bp.get("/")
def index():
    return render_template_string("{{ scope }}|{{ both }}|{{ everywhere }}|{{ first }}|{{ request.blueprint }}|{{ request.endpoint }}|{{ url_for('.index') }}|{{ url_for('page', n=3) }}")

app.register_blueprint(bp)

@app.get("/vars")
def variables():
    return render_template_string("{{ first }}|{{ both }}|{{ user }}|{{ scope }}|{{ everywhere }}|{{ now() }}|{{ path }}")

@app.get("/override")
def override():
    return render_template_string("{{ first }}|{{ both }}|{{ user }}|{{ request }}|{{ g }}", first="view", user=None, request="r", g=5)

@app.get("/price")
def price():
    return render_template_string("{{ format_price(3) }}|{{ format_price(2.5, '$') }}|{{ format_price(amount=1.005) }}|{{ format_price(1, currency='<') }}")

@app.get("/globals")
def globals_():
    return render_template_string("{{ double(4) }}|{{ triple(n=3) }}|{{ plus(1) }}|{{ plus(1, 5) }}|{{ plus(1, b=9) }}|{{ version }}|{{ max_items }}|{% for a, b in zip([1,2],'xy') %}{{ a }}{{ b }}{% endfor %}")

@app.get("/g")
def g_():
    g.user = {"name": "Ann"}
    g.items = [1, 2]
    return render_template_string("{{ g.user.name }}|{{ g.nope }}|{{ g.nope is defined }}|{{ g.get('nope', 'd') }}|{{ 'user' in g }}|{{ g['user'] }}|{{ g.items }}|{{ g.pop('user').name }}|{{ g.user is defined }}|{{ g.setdefault('x', 3) }}|{% for k in g %}{{ k }},{% endfor %}")

@app.get("/session")
def session_():
    session["name"] = "<Bob>"
    session["cart"] = [{"id": 1}]
    return render_template_string("{{ session.name }}|{{ session['name'] }}|{{ session.get('x') }}|{{ session.get('x', 'd') }}|{{ session.nope }}|{{ 'name' in session }}|{{ session.cart[0].id }}|{{ session|length }}|{{ session.items()|list }}|{% for k in session %}{{ k }},{% endfor %}|{{ session.new }}|{{ session.modified }}|{{ session.permanent }}|{{ session|tojson }}")

@app.get("/request")
def request_():
    return render_template_string("{{ request.method }}|{{ request.path }}|{{ request.full_path }}|{{ request.url }}|{{ request.base_url }}|{{ request.host }}|{{ request.args }}|{{ request.args.q }}|{{ request.args['q'] }}|{{ request.args.get('n', 1, type=int) if false }}|{{ request.args.getlist('q') }}|{{ request.args.to_dict() }}|{{ request.args.get('zz') }}|{{ request.headers['X-Test'] }}|{{ request.headers.get('X-None') }}|{{ request.endpoint }}|{{ request.view_args }}|{{ request.blueprint }}|{{ request.cookies.get('c') }}|{{ request.is_secure }}|{{ request.scheme }}|{{ request.remote_addr }}|{{ request.user_agent.string }}|{{ request.accept_mimetypes.best }}|{{ request.referrer }}|{{ request.query_string }}")

@app.get("/request2")
def request2():
    return render_template_string("{% for k, v in request.args.items() %}{{ k }}={{ v }};{% endfor %}|{% for k, v in request.args.items(multi=True) %}{{ k }}={{ v }};{% endfor %}|{% for k in request.args %}{{ k }};{% endfor %}|{% for k, l in request.args.lists() %}{{ k }}={{ l }};{% endfor %}|{{ request.args|length }}|{{ 'q' in request.args }}|{{ request.args.keys()|list }}|{{ request.args.values()|list }}|{{ url_for(request.endpoint, **request.args) }}|{{ request.args.to_dict(flat=false) }}")

@app.get("/page/<int:n>")
def page(n):
    return render_template_string("{{ request.view_args.n }}|{{ request.view_args['n'] + 1 }}|{{ request.url_rule }}|{{ request.url_rule.endpoint }}|{{ url_for('page', n=n + 1) }}|{{ url_for('page', n=n, q='a b', _anchor='x') }}|{{ url_for('page', n=n, _external=True) }}|{{ url_for('static', filename='a b.css') }}", n=n)

@app.get("/config")
def config_():
    return render_template_string("{{ config.SITE }}|{{ config['SITE'] }}|{{ config.get('NOPE', 'd') }}|{{ config.NOPE }}|{{ config.DEBUG }}|{{ 'SITE' in config }}|{{ config.NUMBERS }}|{{ config.TESTING }}|{{ config['SECRET_KEY'] }}|{{ config.PERMANENT_SESSION_LIFETIME }}|{{ config.MAX_CONTENT_LENGTH }}")

@app.get("/file/<name>")
def file_(name):
    return render_template(name + ".html", who="W")

@app.get("/list")
def list_():
    return render_template(["missing.html", "two.html"], who="W")

@app.get("/none")
def none_():
    return render_template_string("{{ a }}|{{ b }}|{{ c }}|{{ d }}|{{ e }}", a=None, b=True, c=1.5, d=[None, False, 2.50], e={"k": None})
