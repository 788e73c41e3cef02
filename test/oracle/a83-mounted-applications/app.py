"""Three apps behind one dispatcher, a proxy, and middleware of one's own."""
from flask import Blueprint, Flask, abort, current_app, g, jsonify, make_response, redirect, request, send_file, session, url_for
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import EndpointPrefix, Rule, RuleTemplate, Subdomain, Submount


def create(name, **config):
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(SECRET_KEY="shared", NAME=name, **config)

    @app.get("/")
    def index():
        return {"app": current_app.config["NAME"], "root": request.root_path, "script": request.script_root, "path": request.path, "url": request.url, "base": request.base_url, "url_root": request.url_root, "root_url": request.root_url,
                "host": request.host, "host_url": request.host_url, "full": request.full_path, "external": url_for("index", _external=True), "login": url_for("login"), "remote": request.remote_addr, "route": list(request.access_route), "secure": request.is_secure}

    @app.route("/login/", methods=["GET", "POST"])
    def login():
        session.setdefault("apps", []).append(current_app.config["NAME"])
        session.modified = True
        response = redirect(url_for("index"))
        response.set_cookie("local", "1", path=request.script_root or "/")
        return response

    @app.get("/apps")
    def apps():
        return jsonify(session.get("apps"), current_app.session_interface.get_cookie_path(current_app), current_app.session_interface.get_cookie_domain(current_app))

    @app.get("/boom")
    def boom():
        raise ServiceUnavailable(f"{current_app.config['NAME']} is down", retry_after=3)

    @app.errorhandler(404)
    def missing(e):
        return f"{current_app.config['NAME']}: no {request.path}", 404

    return app


main = create("main")
shop = create("shop", APPLICATION_ROOT="/shop", SESSION_COOKIE_NAME="shop")
blog = create("blog", SESSION_COOKIE_PATH="/blog", PREFERRED_URL_SCHEME="https")
api = Blueprint("api", __name__)


@api.get("/ping")
def ping():
    return jsonify(url_for(".ping"), url_for("api.ping", _external=True, _scheme="https"), url_for("index", _anchor="x", q=[1, 2]))


shop.register_blueprint(api, url_prefix="/api")
blog.register_blueprint(api, url_prefix="/a/<int:version>", url_defaults={"version": 1})


@blog.url_value_preprocessor
def version(endpoint, values):
    g.version = (values or {}).pop("version", None)


@blog.url_defaults
def add(endpoint, values):
    if current_app.url_map.is_endpoint_expecting(endpoint, "version"):
        values.setdefault("version", g.get("version") or 7)


resource = RuleTemplate([Rule("/$name/", endpoint="$name.list"), Rule("/$name/<int:id>", endpoint="$name.show", methods=["GET"]), Rule("/$name/new", endpoint="$name.new", redirect_to="$name/")])
main.url_map.add(Submount("/r", [EndpointPrefix("res.", [resource(name="cat"), resource(name="dog")]), Rule("/up", endpoint="res.cat.list", alias=True), Rule("/build", endpoint="only", build_only=True)]))
for kind in ("cat", "dog"):
    main.view_functions[f"res.{kind}.list"] = lambda kind=kind: jsonify(kind, request.endpoint, url_for(f"res.{kind}.show", id=3), url_for("only"))
    main.view_functions[f"res.{kind}.show"] = lambda id, kind=kind: f"{kind} {id} {request.url_rule.rule}"


class Header:
    def __init__(self, wsgi_app, name):
        self.wsgi_app, self.name = wsgi_app, name

    def __call__(self, environ, start_response):
        if environ.get("HTTP_X_STOP") == self.name:
            start_response("503 Stopped", [("Content-Type", "text/plain"), ("Content-Length", "7")])
            return [b"stopped"]

        def start(status, headers, exc_info=None):
            return start_response(status, headers + [("X-By", self.name)], exc_info)
        return self.wsgi_app(environ, start)


blog.wsgi_app = Header(blog.wsgi_app, "blog")
main.wsgi_app = DispatcherMiddleware(main.wsgi_app, {"/shop": shop, "/blog": blog, "/blog/deep": Header(shop.wsgi_app, "deep"), "/gone": NotFound("gone")})
main.wsgi_app = Header(ProxyFix(main.wsgi_app, x_for=2, x_proto=1, x_host=1, x_prefix=1, x_port=1), "outer")
app = main
