"""An extension in the manner of Flask-Login, and a site that uses it."""
import hmac
from datetime import timedelta
from functools import wraps
from hashlib import sha256, sha512
from urllib.parse import urlencode, urlsplit

from blinker import Namespace
from flask import Blueprint, Flask, abort, current_app, flash, g, get_flashed_messages, has_request_context, jsonify, redirect, render_template_string, request, session, url_for
from werkzeug.local import LocalProxy

signals = Namespace()
user_logged_in = signals.signal("logged-in")
user_logged_out = signals.signal("logged-out")
user_unauthorized = signals.signal("unauthorized")
user_loaded_from_cookie = signals.signal("loaded-from-cookie")
current_user = LocalProxy(lambda: _get_user())


class UserMixin:
    is_authenticated = True
    is_anonymous = False

    def get_id(self):
        return str(self.id)


class Anonymous:
    is_authenticated = False
    is_anonymous = True
    name = "guest"

    def get_id(self):
        return None


def encode_cookie(payload, key=None):
    return f"{payload}|{digest(payload, key)}"


def decode_cookie(cookie):
    try:
        payload, mac = cookie.rsplit("|", 1)
    except ValueError:
        return None
    return payload if hmac.compare_digest(digest(payload), mac) else None


def digest(payload, key=None):
    key = (key or current_app.secret_key).encode("latin1")
    return hmac.new(key, payload.encode(), sha512).hexdigest()[:32]


class LoginManager:
    def __init__(self, app=None):
        self.anonymous_user = Anonymous
        self.login_view = None
        self.blueprint_views = {}
        self.login_message = "Please log in."
        self.session_protection = "basic"
        self._user_callback = None
        self.unauthorized_callback = None
        if app is not None:
            self.init_app(app)

    def init_app(self, app, add_context_processor=True):
        app.login_manager = self
        app.extensions["login"] = self
        app.config.setdefault("REMEMBER_COOKIE_NAME", "remember_token")
        app.config.setdefault("REMEMBER_COOKIE_DURATION", timedelta(days=365))
        app.after_request(self._update_remember_cookie)
        if add_context_processor:
            app.context_processor(lambda: dict(current_user=_get_user()))

    def user_loader(self, callback):
        self._user_callback = callback
        return callback

    def unauthorized_handler(self, callback):
        self.unauthorized_callback = callback
        return callback

    def unauthorized(self):
        user_unauthorized.send(current_app._get_current_object())
        if self.unauthorized_callback:
            return self.unauthorized_callback()
        view = self.blueprint_views.get(request.blueprint, self.login_view)
        if not view:
            abort(401)
        if self.login_message:
            flash(self.login_message, category="message")
        target = url_for(view)
        return redirect(f"{target}{'&' if urlsplit(target).query else '?'}{urlencode({'next': request.full_path.rstrip('?')})}")

    def load_user(self):
        if self._session_protection_failed():
            return self.anonymous_user()
        user_id = session.get("_user_id")
        if user_id is None and session.get("_remember") != "clear":
            cookie = request.cookies.get(current_app.config["REMEMBER_COOKIE_NAME"])
            if cookie is not None:
                user_id = decode_cookie(cookie)
                if user_id is not None:
                    session["_user_id"] = user_id
                    session["_fresh"] = False
                    user = self._user_callback(user_id)
                    if user is not None:
                        user_loaded_from_cookie.send(current_app._get_current_object(), user=user)
                    return user or self.anonymous_user()
        user = self._user_callback(user_id) if user_id is not None else None
        return user or self.anonymous_user()

    def _session_protection_failed(self):
        ident = create_identifier()
        if session and ident != session.get("_id", None):
            if session.permanent or self.session_protection == "basic":
                if session.get("_fresh") is not False:
                    session["_fresh"] = False
                return False
            session.clear()
            session["_remember"] = "clear"
            return True
        return False

    def _update_remember_cookie(self, response):
        if "_remember" not in session and current_app.config.get("REMEMBER_COOKIE_REFRESH_EACH_REQUEST"):
            session["_remember"] = "set"
        if "_remember" in session:
            operation = session.pop("_remember", None)
            name = current_app.config["REMEMBER_COOKIE_NAME"]
            path = current_app.config.get("REMEMBER_COOKIE_PATH", "/")
            if operation == "set" and "_user_id" in session:
                duration = session.pop("_remember_seconds", None)
                duration = timedelta(seconds=duration) if duration is not None else current_app.config["REMEMBER_COOKIE_DURATION"]
                response.set_cookie(name, value=encode_cookie(session["_user_id"]), expires=1700000000 + duration.total_seconds(), path=path,
                                    secure=current_app.config.get("REMEMBER_COOKIE_SECURE", False), httponly=True, samesite=current_app.config.get("REMEMBER_COOKIE_SAMESITE"))
            elif operation == "clear":
                response.delete_cookie(name, path=path)
        return response


def create_identifier():
    base = f"{request.remote_addr}|{request.headers.get('User-Agent')}"
    return sha512(base.encode()).hexdigest()[:16]


def _get_user():
    if has_request_context():
        if not hasattr(g, "_login_user"):
            g._login_user = current_app.login_manager.load_user()
        return g._login_user
    return None


def login_user(user, remember=False, duration=None, fresh=True):
    session["_user_id"] = user.get_id()
    session["_fresh"] = fresh
    session["_id"] = create_identifier()
    if remember:
        session["_remember"] = "set"
        if duration is not None:
            session["_remember_seconds"] = (duration.microseconds + (duration.seconds + duration.days * 24 * 3600) * 10**6) / 10.0**6
    g._login_user = user
    user_logged_in.send(current_app._get_current_object(), user=user)
    return True


def logout_user():
    user = _get_user()
    for key in ("_user_id", "_fresh", "_id"):
        session.pop(key, None)
    if current_app.config["REMEMBER_COOKIE_NAME"] in request.cookies:
        session["_remember"] = "clear"
    user_logged_out.send(current_app._get_current_object(), user=user)
    g._login_user = current_app.login_manager.anonymous_user()
    return True


def login_required(func):
    @wraps(func)
    def decorated_view(*args, **kwargs):
        if request.method in {"OPTIONS"}:
            pass
        elif not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()
        return current_app.ensure_sync(func)(*args, **kwargs)
    return decorated_view


def roles_required(*roles):
    def wrapper(fn):
        @wraps(fn)
        def decorated(*args, **kwargs):
            if not set(roles) <= set(current_user.roles):
                abort(403, description=f"needs {', '.join(roles)}")
            return fn(*args, **kwargs)
        return login_required(decorated)
    return wrapper


# --- the site ---
class User(UserMixin):
    def __init__(self, id, name, roles=()):
        self.id, self.name, self.roles = id, name, roles


USERS = {1: User(1, "ann", ("admin", "staff")), 2: User(2, "bob <b>", ("staff",))}
LOG = []
login_manager = LoginManager()
admin = Blueprint("admin", __name__, url_prefix="/admin")


def create_app():
    app = Flask(__name__)
    app.secret_key = "login"
    login_manager.init_app(app)
    login_manager.login_view = "login"
    login_manager.blueprint_views["admin"] = "admin.door"
    app.register_blueprint(admin)
    return app


@login_manager.user_loader
def load(user_id):
    return USERS.get(int(user_id)) if user_id.isdecimal() else None


@admin.route("/door")
def door():
    return "the door " + request.args.get("next", "")


@admin.route("/")
@login_required
def home():
    return "admin home"


@admin.route("/secret", methods=["GET", "DELETE"])
@roles_required("admin", "staff")
def secret():
    return {"secret": True, "fresh": session["_fresh"]}


app = create_app()
user_logged_in.connect(lambda sender, user, **kw: LOG.append(f"in {user.name} {sender is app}"), weak=False)


@user_logged_out.connect_via(app)
def out(sender, user):
    LOG.append(f"out {user.name}")


@user_loaded_from_cookie.connect
def cookie(sender, **extra):
    LOG.append("cookie " + extra["user"].name)


user_unauthorized.connect(out2 := lambda sender: LOG.append("unauthorized " + request.path))


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        user = USERS.get(request.form.get("id", type=int))
        if user is None:
            flash("Nobody", "error")
            return render_template_string("{% for c, m in get_flashed_messages(true) %}<p class={{ c }}>{{ m }}{% endfor %}"), 401
        login_user(user, remember="remember" in request.form, duration=timedelta(hours=1) if "short" in request.form else None)
        target = request.args.get("next") or url_for("index")
        if urlsplit(target).netloc:
            return abort(400)
        return redirect(target)
    return render_template_string("{{ current_user.name }} {{ request.args.next|default('-') }} {{ get_flashed_messages()|join(';') }}")


@app.get("/logout")
@login_required
def logout():
    logout_user()
    return redirect(url_for("index"), 303)


@app.get("/")
def index():
    return render_template_string("{% if current_user.is_authenticated %}Hi {{ current_user.name }}!{% else %}Log <a href=\"{{ url_for('login', next=request.path) }}\">in</a>{% endif %} {{ session.keys()|sort|join(' ') }}")


@app.route("/private/<path:rest>", methods=["GET", "OPTIONS", "POST"], provide_automatic_options=False)
@login_required
def private(rest):
    return {"rest": rest, "user": current_user.name, "fresh": session.get("_fresh")}


@app.get("/forge/<payload>")
def forge(payload):
    return encode_cookie(payload)


@app.get("/strong")
def strong():
    login_manager.session_protection = "strong"
    return "strong"


@app.get("/log")
def log():
    out = LOG[:]
    LOG.clear()
    return jsonify(out, sorted(app.extensions), app.login_manager is app.extensions["login"])
