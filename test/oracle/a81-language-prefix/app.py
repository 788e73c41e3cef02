from flask import Flask, Blueprint, g, request, url_for, redirect, jsonify, abort

app = Flask(__name__, subdomain_matching=True, static_folder=None)
app.config["SERVER_NAME"] = "shop.test:8000"
LANGS = ["en", "de", "pt-br"]

@app.url_value_preprocessor
def pull_lang_code(endpoint, values):
    g.order = getattr(g, "order", []) + ["app:" + str(endpoint)]
    if values is not None:
        g.lang_code = values.pop("lang_code", None)

@app.url_defaults
def add_language_code(endpoint, values):
    if "lang_code" in values or not g.get("lang_code"):
        return
    if app.url_map.is_endpoint_expecting(endpoint, "lang_code"):
        values["lang_code"] = g.lang_code

@app.route("/")
def root():
    return redirect(url_for("index", lang_code=request.accept_languages.best_match(LANGS, "en")))

@app.route("/<any(en, de, 'pt-br'):lang_code>/")
def index():
    return jsonify(lang=g.lang_code, about=url_for("about"), de=url_for("about", lang_code="de"), item=url_for("shop.item", slug="tea pot", ref="ü"), root=url_for("root"), order=g.order)

@app.route("/<lang_code>/about")
def about():
    if g.lang_code not in LANGS:
        abort(404)
    return f"about {g.lang_code} {url_for('.index')} {url_for('index', _external=True)} {url_for('about', _anchor='team', _scheme='https', _external=True)}"

shop = Blueprint("shop", __name__, url_prefix="/<lang_code>/shop")

@shop.url_value_preprocessor
def shop_pull(endpoint, values):
    g.order.append("shop:" + endpoint)
    g.currency = values.pop("currency", "eur")

@shop.url_defaults
def shop_defaults(endpoint, values):
    values.setdefault("currency", g.get("currency", "usd"))

@shop.route("/", defaults={"page": 1})
@shop.route("/page/<int:page>")
def list_items(page):
    return jsonify(page=page, next=url_for(".list_items", page=page + 1), first=url_for("shop.list_items", page=1), prev=url_for(".list_items", page=page - 1), cur=g.currency)

@shop.route("/item/<slug>")
@shop.route("/<currency>/item/<slug>")
def item(slug):
    return jsonify(slug=slug, lang=g.lang_code, cur=g.currency, order=g.order, me=url_for(request.endpoint, **request.view_args), usd=url_for(".item", slug=slug, currency="usd"), args=request.view_args)

@shop.app_url_defaults
def everywhere(endpoint, values):
    if endpoint == "root":
        values["from"] = "shop"

class Tenant:
    def __init__(self, name): self.name = name

tenant = Blueprint("tenant", __name__, subdomain="<tenant>")

@tenant.url_value_preprocessor
def load_tenant(endpoint, values):
    g.tenant = values.pop("tenant")
    if g.tenant == "gone":
        abort(410)

@tenant.url_defaults
def same_tenant(endpoint, values):
    if "tenant" not in values and "tenant" in g:
        values["tenant"] = g.tenant

@tenant.route("/dashboard/")
def dashboard():
    return jsonify(tenant=g.tenant, here=url_for(".dashboard"), other=url_for(".dashboard", tenant="other"), user=url_for(".user", name="bob"), main=url_for("root"), about=url_for("about", lang_code="en"), ext=url_for(".user", name="x", _external=True), host=request.host, bps=request.blueprints)

users = Blueprint("users", __name__, url_prefix="/users")

@tenant.get("/user/<name>")
def user(name):
    return f"{g.tenant}/{name} {request.url_rule} {sorted(request.url_rule.arguments)}"

@users.route("/<int:id>", methods=["GET", "POST"])
def show(id):
    return jsonify(id=id, tenant=g.tenant, up=url_for("tenant.dashboard"), me=url_for(".show", id=id + 1), post=url_for("tenant.users.show", id=3, _method="POST"))

tenant.register_blueprint(users)

@app.route("/", subdomain="api", endpoint="api_root")
@app.route("/v<int:version>/", subdomain="api", endpoint="api_version")
def api_root(version=0):
    return f"api {version} {url_for('api_version', version=2)} {url_for('root')} {url_for('tenant.dashboard', tenant='t1')}"

@app.errorhandler(404)
def missing(e):
    return jsonify(error=404, lang=g.get("lang_code"), tenant=g.get("tenant"), endpoint=request.endpoint, bp=request.blueprint), 404

app.register_blueprint(shop)
app.register_blueprint(tenant)
app.config["PROPAGATE_EXCEPTIONS"] = False

@app.route("/outside")
def outside():
    with app.test_request_context("/de/shop/?x=1", base_url="https://shop.test:8000/"):
        inner = [request.endpoint, url_for("root"), request.view_args]
    return jsonify(inner=inner, still=url_for("root"))
