from flask import Blueprint, Flask, abort, g, jsonify, request, url_for, current_app
from flask.blueprints import BlueprintSetupState

app = Flask("oracle", static_folder=None)
log = []


def show(**values):
    return jsonify(endpoint=request.endpoint, bp=request.blueprint, bps=request.blueprints, values=values, rule=str(request.url_rule))


a = Blueprint("a", "oracle", url_prefix="/a")
b = Blueprint("b", "oracle", url_prefix="/b", url_defaults={"from_b": "x"})
c = Blueprint("c", "oracle")
d = Blueprint("d", "oracle", url_prefix="/<int:d_id>")

for bp in (a, b, c, d):
    bp.add_url_rule("/", "index", show)
    bp.add_url_rule("/page/", view_func=show)
    bp.add_url_rule("/err/<int:code>", "err", lambda code, **kw: abort(code))

@a.errorhandler(404)
def a404(e):
    return "a404 " + e.name, 404


b.register_blueprint(c, url_prefix="/cc")
b.register_blueprint(c, url_prefix="/c2", name="see")
a.register_blueprint(b)
a.register_blueprint(b, name="bee", url_prefix="/bee", url_defaults={"from_b": "y", "extra": 1})
a.register_blueprint(d)
app.register_blueprint(a)
app.register_blueprint(a, name="alpha", url_prefix="/alpha")
app.register_blueprint(c, url_prefix="", name="root_c")


states = []


@app.get("/record")
def record():
    return jsonify(states)


rec = Blueprint("rec", "oracle", url_prefix="/rec", url_defaults={"z": 1}, subdomain=None)


@rec.record
def recorded(state):
    states.append(["record", state.url_prefix, state.first_registration, state.blueprint.name, state.app.name == current_name, state.url_defaults, state.options.get("custom"), state.name, state.name_prefix, state.subdomain])


@rec.record_once
def recorded_once(state):
    states.append(["once", state.url_prefix])
    state.add_url_rule("/once/<x>", "once", show, defaults={"y": 2})


current_name = app.name
rec.add_url_rule("/own", "own", show, defaults={"z": 5})
app.register_blueprint(rec, custom="v")
app.register_blueprint(rec, name="rec2", url_prefix="/rec2", custom="w", url_defaults={"z": 9})


class State(BlueprintSetupState):
    def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
        super().add_url_rule("/state" + rule, endpoint, view_func, **options)


class Own(Blueprint):
    def make_setup_state(self, app, options, first_registration=False):
        return State(self, app, options, first_registration)

    def register(self, app, options):
        options.setdefault("url_prefix", "/default")
        super().register(app, options)


own = Own("own", "oracle")
own.add_url_rule("/x", "x", show)
app.register_blueprint(own)


def attempt(fn):
    try:
        fn()
        return "ok"
    except Exception as e:
        return {"AssertionError": "RuntimeError"}.get(type(e).__name__, type(e).__name__)


fresh = Flask("fresh")
problems = [
    attempt(lambda: Blueprint("a.b", "oracle")),
    attempt(lambda: Blueprint("", "oracle")),
    attempt(lambda: a.add_url_rule("/late", "late", show)),
    attempt(lambda: app.register_blueprint(a)),
    attempt(lambda: app.register_blueprint(Blueprint("a", "oracle"))),
    attempt(lambda: Blueprint("n", "oracle").add_url_rule("/x", "a.b", show)),
    attempt(lambda: (lambda s: s.register_blueprint(s))(Blueprint("s", "oracle"))),
    attempt(lambda: fresh.add_url_rule("noslash", "x", show)),
    attempt(lambda: (fresh.add_url_rule("/1", "same", show), fresh.add_url_rule("/2", "same", lambda: "x"))),
    attempt(lambda: fresh.add_url_rule("/c", "c", show, methods="GET")),
    attempt(lambda: fresh.add_url_rule("/<nope:x>", "nope", show)),
    attempt(lambda: fresh.route("/m")(show) and None),
    attempt(lambda: fresh.get("/m", methods=["POST"])(show)),
    attempt(lambda: fresh.errorhandler(999)(show)),
    attempt(lambda: fresh.errorhandler(ValueError("x"))(show)),
    attempt(lambda: fresh.errorhandler("404")(show)),
]


@app.get("/problems")
def the_problems():
    return jsonify(problems)


@app.get("/late-setup")
def late_setup():
    return jsonify([attempt(lambda: app.add_url_rule("/z", "z", show)), attempt(lambda: app.before_request(show)), attempt(lambda: app.register_blueprint(Blueprint("zz", "oracle"))),
                    attempt(lambda: app.errorhandler(404)(show)), attempt(lambda: app.teardown_appcontext(show)), attempt(lambda: app.context_processor(show)), attempt(lambda: app.template_filter("x")(show)), sorted(app.blueprints)])


@app.get("/urls")
def urls():
    return jsonify([url_for("a.index"), url_for("a.b.index"), url_for("a.bee.index"), url_for("a.b.c.index"), url_for("a.bee.see.index"), url_for("alpha.b.see.show"), url_for("alpha.d.index", d_id=4),
                    url_for("root_c.index"), url_for("rec2.own"), url_for("rec.once", x=1), url_for("own.x"), [bp.name for bp in app.iter_blueprints()]])


@app.get("/mapping")
def mapping():
    return jsonify(sorted(r.endpoint + " " + r.rule for r in app.url_map.iter_rules()))


hooked = Blueprint("hooked", "oracle", url_prefix="/hooked")
deep = Blueprint("deep", "oracle", url_prefix="/<lang>")


@hooked.url_value_preprocessor
def hv(endpoint, values):
    g.order = ["hv " + endpoint + " " + str(sorted(values))]


@deep.url_value_preprocessor
def dv(endpoint, values):
    g.order.append("dv")
    g.lang = values.pop("lang")


@app.url_value_preprocessor
def av(endpoint, values):
    if endpoint and endpoint.startswith("hooked"):
        values["added"] = "by app"


@hooked.url_defaults
def hd(endpoint, values):
    values.setdefault("h", endpoint)


@deep.url_defaults
def dd(endpoint, values):
    values.setdefault("lang", g.get("lang", "xx"))


@app.url_defaults
def ad(endpoint, values):
    if endpoint.startswith("hooked"):
        values["a"] = 1


@deep.app_url_defaults
def dad(endpoint, values):
    if endpoint.startswith("hooked"):
        values["dad"] = 1


@deep.route("/v")
def v(added):
    return jsonify(order=g.order, lang=g.lang, added=added, url=url_for(".v"), up=url_for("hooked.w", q=1))


@hooked.route("/w")
def w(added):
    return added + " " + url_for("hooked.deep.v") + " " + url_for("index")


app.add_url_rule("/", "index", show)
hooked.register_blueprint(deep)
app.register_blueprint(hooked)
