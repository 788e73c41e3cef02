from flask import Flask, Blueprint, Request, Response, Config, abort, current_app, g, jsonify, make_response, request, url_for, has_request_context
from flask.ctx import _AppCtxGlobals
from flask.json.provider import DefaultJSONProvider
from flask.wrappers import Request as Rq
from werkzeug.exceptions import HTTPException, NotFound, Aborter
from werkzeug.routing import Map, Rule, BuildError, BaseConverter
from werkzeug.datastructures import ImmutableDict

log = []


class OwnRequest(Request):
    def on_json_loading_failed(self, e):
        return {"failed": e is not None}

    @property
    def is_own(self):
        return True


class OwnResponse(Response):
    default_mimetype = "text/plain"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.headers["X-Own"] = "1"


class OwnGlobals(_AppCtxGlobals):
    shared = "class attribute"

    def hello(self):
        return "hello " + self.get("name", "nobody")


class OwnMap(Map):
    default_converters = ImmutableDict({**Map.default_converters, "upper": type("Upper", (BaseConverter,), {"to_python": lambda self, v: v.upper()})})


class OwnRule(Rule):
    def __init__(self, *args, **kwargs):
        self.roles = kwargs.pop("roles", ())
        super().__init__(*args, **kwargs)


class OwnAborter(Aborter):
    def __call__(self, code, *args, **kwargs):
        if code == 499:
            raise NotFound("four nine nine")
        return super().__call__(code, *args, **kwargs)


class OwnJson(DefaultJSONProvider):
    def dumps(self, obj, **kwargs):
        if isinstance(obj, dict):
            obj = {"wrapped": obj}
        return super().dumps(obj, **kwargs)


class OwnFlask(Flask):
    request_class = OwnRequest
    response_class = OwnResponse
    app_ctx_globals_class = OwnGlobals
    url_map_class = OwnMap
    url_rule_class = OwnRule
    aborter_class = OwnAborter
    json_provider_class = OwnJson

    def make_aborter(self):
        aborter = super().make_aborter()
        aborter.mapping[460] = type("ClientGone", (HTTPException,), {"code": 460, "description": "client gone"})
        return aborter

    def dispatch_request(self):
        roles = getattr(request.url_rule, "roles", ())
        if roles and request.args.get("role") not in roles:
            abort(403, "role")
        return super().dispatch_request()

    def preprocess_request(self):
        if request.args.get("stop") == "early":
            return "stopped early"
        rv = super().preprocess_request()
        if request.args.get("stop") == "late":
            return "stopped late"
        return rv

    def full_dispatch_request(self):
        r = super().full_dispatch_request()
        r.headers["X-Full"] = "1"
        return r

    def finalize_request(self, rv, from_error_handler=False):
        r = super().finalize_request(rv, from_error_handler)
        r.headers["X-Final"] = str(from_error_handler)
        return r

    def make_response(self, rv):
        if isinstance(rv, int):
            rv = str(rv)
        if rv is None:
            rv = ("", 204)
        return super().make_response(rv)

    def handle_user_exception(self, e):
        if isinstance(e, ZeroDivisionError):
            return "division", 400
        return super().handle_user_exception(e)

    def handle_exception(self, e):
        if isinstance(e, KeyError):
            return self.make_response(("key error handled", 508))
        return super().handle_exception(e)

    def log_exception(self, exc_info):
        log.append("logged " + exc_info[0].__name__ + " " + request.path)

    def handle_url_build_error(self, error, endpoint, values):
        if endpoint.startswith("ext:"):
            return "https://ext.example/" + endpoint[4:] + "?" + ",".join(sorted(k for k in values if not k.startswith("_")))
        return super().handle_url_build_error(error, endpoint, values)

    def inject_url_defaults(self, endpoint, values):
        super().inject_url_defaults(endpoint, values)
        if endpoint == "vers":
            values.setdefault("v", "9")

    def raise_routing_exception(self, request):
        if request.path.startswith("/lost"):
            raise NotFound("lost " + request.path)
        return super().raise_routing_exception(request)

    def make_default_options_response(self):
        r = super().make_default_options_response()
        r.allow.add("MAGIC")
        return r

    def do_teardown_request(self, exc=None, *args):
        log.append("td " + request.path)
        super().do_teardown_request(*([exc] if exc is None or isinstance(exc, BaseException) else []))

    def do_teardown_appcontext(self, *args):
        log.append("tda")
        super().do_teardown_appcontext(*args)

    def trap_http_exception(self, e):
        return isinstance(e, NotFound) and request.path == "/trap"

    def url_for(self, endpoint, **kw):
        if endpoint == "magic":
            return "/magic!"
        return super().url_for(endpoint, **kw)

    def redirect(self, location, code=302):
        r = super().redirect(location, code)
        r.headers["X-Redirect"] = "own"
        return r

    def process_response(self, response):
        response.headers["X-Before"] = ",".join(sorted(h for h, _ in response.headers if h.startswith("X-")))
        return super().process_response(response)


app = OwnFlask("oracle", static_folder=None)


@app.route("/", roles=())
def index():
    return "index"


@app.route("/admin", roles=("admin", "boss"))
def admin():
    return jsonify(roles=request.url_rule.roles)


@app.route("/upper/<upper:x>")
def upper(x):
    return x


@app.route("/int")
def int_view():
    return 42


@app.route("/none")
def none():
    return None


@app.route("/dict")
def dict_view():
    return {"a": 1}


@app.route("/json", methods=["POST"])
def json_view():
    return jsonify(got=request.get_json(), own=request.is_own)


@app.route("/zero")
def zero():
    return 1 / 0


@app.route("/key")
def key():
    return {}["x"]


@app.route("/value")
def value():
    raise ValueError("v")


@app.route("/abort/<int:code>")
def ab(code):
    abort(code)


@app.route("/g")
def gg():
    g.name = "n"
    return jsonify([g.hello(), g.shared, "name" in g, "shared" in g, type(g._get_current_object()).__name__])


@app.route("/urls")
def urls():
    from flask import redirect
    return jsonify([url_for("ext:docs", page=1, x=2), url_for("magic"), url_for("vers"), app.url_for("vers", v="1")])


@app.route("/vers/<v>")
def vers(v):
    return v


@app.route("/redirect")
def red():
    from flask import redirect
    return redirect("/x", 303)


@app.route("/trap")
def trap():
    abort(404)


@app.route("/made")
def made():
    return make_response(7)


@app.route("/log")
def show_log():
    out = "\n".join(log)
    log.clear()
    return out


@app.before_request
def before():
    g.before = True


@app.errorhandler(NotFound)
def nf(e):
    return "nf " + (e.description if "lost" in e.description or "nine" in e.description else "default"), 404
