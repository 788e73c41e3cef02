"""An app factory: configuration from everywhere, subdomains, blueprints that record, extensions, hooks for the whole app."""
import os
from flask import Blueprint, Flask, abort, current_app, g, jsonify, make_response, redirect, render_template_string, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.config import Config
from werkzeug.exceptions import NotFound
from werkzeug.local import LocalProxy
import json

os.environ.update({"SHOP_DEBUG_LEVEL": "3", "SHOP_NAME": "plain text", "SHOP_DB__HOST": "h", "SHOP_DB__PORT": "5432", "SHOP_FEATURES__beta": "false", "SHOP_LIST": "[1, null]", "SHOP_QUOTED": '"x"', "SHOP_lower": "1", "SHOP_NESTED__A__B": "true"})


class Base:
    TESTING = False
    MAIL_PORT = 587
    MAIL_USE_TLS = True
    _private = 1
    SESSION_COOKIE_NAME = "base"


class Production(Base):
    SESSION_COOKIE_NAME = "prod"
    SERVER_NAME = "shop.example"
    PREFERRED_URL_SCHEME = "https"

    @property
    def COMPUTED(self):
        return "c" + self.SESSION_COOKIE_NAME


ORDER = []
root, tenant, wide = Blueprint("root", __name__), Blueprint("tenant", __name__, subdomain="<tenant>", url_prefix="/t"), Blueprint("wide", __name__, url_prefix="/wide", url_defaults={"page": 1})


@root.record
def on_record(state: BlueprintSetupState):
    ORDER.append(["record", state.app.name, state.first_registration, state.url_prefix, state.subdomain, sorted(state.options)])
    state.add_url_rule("/recorded", "recorded", lambda: f"recorded {request.endpoint}", defaults={})


@root.record_once
def once(state):
    ORDER.append(["once", state.blueprint.name])
    state.app.extensions["root"] = {"key": state.app.config["SECRET_KEY"]}


@root.before_app_request
def before_all():
    g.trail = ["app"]
    if request.args.get("stop") == "app":
        return f"stopped for {request.endpoint}"


@root.before_request
def before_root():
    g.trail.append("root")


@root.after_app_request
def after_all(r):
    r.headers["X-Trail"] = ",".join(g.get("trail", []))
    return r


@root.teardown_app_request
def teardown(e):
    ORDER.append(["teardown", request.path, e is None])


@root.app_errorhandler(404)
def not_found(e):
    return render_template_string("{{ error.code }} {{ where }} {{ request.blueprint }} {{ twice('x') }} {{ 3|times(2) }} {{ 4 is even }}", error=e), 404


@root.app_context_processor
def processor():
    return {"where": "everywhere"}


@root.app_template_filter("times")
def times(x, n):
    return x * n


@root.app_template_test()
def even(x):
    return x % 2 == 0


@root.app_template_global("twice")
def twice_(x):
    return x * 2


@root.app_url_defaults
def defaults(endpoint, values):
    if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values.setdefault("lang", "en")


@root.app_url_value_preprocessor
def pre(endpoint, values):
    g.values = dict(values or {})


@root.route("/")
def index():
    return {"urls": [url_for(".index"), url_for("root.recorded"), url_for("tenant.home", tenant="acme"), url_for("tenant.home", tenant="acme", _external=True), url_for("wide.page"), url_for("wide.page", page=3), url_for("lang", x=1), url_for("static", filename="a.css", _external=True, _scheme="http"), url_for("tenant.home", tenant="b.c", _scheme="")],
            "values": g.values}


@root.route("/config")
def config():
    c = current_app.config
    return {"names": [c["SESSION_COOKIE_NAME"], c.get("COMPUTED"), c["SERVER_NAME"]], "mail": c.get_namespace("MAIL_"), "raw": c.get_namespace("MAIL_", lowercase=False, trim_namespace=False), "db": c["DB"], "features": c["FEATURES"], "list": c["LIST"], "quoted": c["QUOTED"], "name": c["NAME"], "level": c["DEBUG_LEVEL"], "nested": c["NESTED"],
            "lower": "lower" in c, "private": "_private" in c, "lifetime": current_app.permanent_session_lifetime.total_seconds(), "key": current_app.secret_key, "testing": current_app.testing, "missing": c.get("NOPE", 5), "ext": current_app.extensions["root"], "set": c.setdefault("FRESH", [1]), "silent": c.from_file("none.json", json.load, silent=True)}


@root.route("/order")
def order():
    out = ORDER[:]
    ORDER.clear()
    return jsonify(out)


@tenant.url_value_preprocessor
def load_tenant(endpoint, values):
    g.tenant = values.pop("tenant")
    if g.tenant == "none":
        abort(404)


@tenant.url_defaults
def add_tenant(endpoint, values):
    values.setdefault("tenant", g.get("tenant", "www"))


@tenant.route("/")
def home():
    session["tenant"] = g.tenant
    return jsonify(g.tenant, url_for(".home"), url_for("tenant.home", tenant="other"), url_for("root.index"), url_for(".item", id=3), request.host)


@tenant.route("/item/<int:id>", methods=["GET", "POST"])
def item(id):
    g.trail.append("item")
    return f"{g.tenant} {id} {session.get('tenant')}"


@tenant.errorhandler(NotFound)
def tenant_missing(e):
    return "tenant missing", 404


@wide.route("/", endpoint="page")
@wide.route("/<int:page>", endpoint="page")
def wide_page(page):
    return f"page {page} {request.url_rule}"


def create_app(config=Production):
    app = Flask("shop", subdomain_matching=True, static_folder="static", root_path=os.path.dirname(os.path.abspath(__file__)))
    app.config.from_file("settings.json", load=json.load)
    app.config.from_object(config())
    app.config.from_prefixed_env("SHOP")
    app.config.from_mapping({"TESTING": True, "small": 1}, MAIL_FROM="me")
    app.register_blueprint(root)
    app.register_blueprint(root, name="again", url_prefix="/again")
    app.register_blueprint(tenant)
    app.register_blueprint(wide)
    app.add_url_rule("/<lang>/x/<int:x>", "lang", lambda lang, x: f"{lang} {x} {g.values}")
    return app


app = create_app()
