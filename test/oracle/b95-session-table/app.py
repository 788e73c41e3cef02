"""Sessions of one's own (a table in memory, ids signed), typed values, and a batch endpoint that asks the app itself."""
import uuid
from collections.abc import MutableMapping
from datetime import datetime, timedelta, timezone

from flask import Flask, Request, Response, current_app, flash, g, get_flashed_messages, has_app_context, has_request_context, json, jsonify, make_response, redirect, request, session, url_for
from flask.json.provider import DefaultJSONProvider
from flask.json.tag import JSONTag, TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from itsdangerous import BadSignature, Signer
from markupsafe import Markup

LOG = []
TABLE = {}


class StoreSession(dict, SessionMixin):
    def __init__(self, initial=None, sid=None, new=False):
        super().__init__(initial or {})
        self.sid, self.new, self.modified = sid, new, False

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.modified = True

    def __delitem__(self, key):
        super().__delitem__(key)
        self.modified = True

    def pop(self, key, *default):
        self.modified = self.modified or key in self
        return super().pop(key, *default)

    def rotate(self):
        TABLE.pop(self.sid, None)
        self.sid = f"r{len(TABLE)}-{self.sid}"
        self.modified = True
        return self.sid


class StoreInterface(SessionInterface):
    serializer = TaggedJSONSerializer()
    counter = 0

    def signer(self, app):
        return Signer(app.secret_key, salt="store", key_derivation="hmac")

    def open_session(self, app, request):
        LOG.append(f"open {request.path} {has_request_context()} {has_app_context()}")
        if request.headers.get("X-No-Session"):
            return None
        raw = request.cookies.get(self.get_cookie_name(app))
        if raw:
            try:
                sid = self.signer(app).unsign(raw).decode()
                if sid in TABLE:
                    text, until = TABLE[sid]
                    if until >= current_app.config["NOW"]:
                        return StoreSession(self.serializer.loads(text), sid)
                    LOG.append("expired " + sid)
            except BadSignature:
                LOG.append("bad signature")
        StoreInterface.counter += 1
        return StoreSession({"_permanent": True}, f"s{self.counter}", True)

    def save_session(self, app, session, response):
        name, domain, path = self.get_cookie_name(app), self.get_cookie_domain(app), self.get_cookie_path(app)
        LOG.append(f"save {session.sid} {session.modified} {session.new} {self.should_set_cookie(app, session)} {self.is_null_session(session)}")
        if not [k for k in session if not k.startswith("_")] and not session.get("_flashes"):
            if TABLE.pop(session.sid, None):
                response.delete_cookie(name, domain=domain, path=path)
            return
        if not session.modified:
            return
        TABLE[session.sid] = (self.serializer.dumps(dict(session)), app.config["NOW"] + app.permanent_session_lifetime.total_seconds())
        response.set_cookie(name, self.signer(app).sign(session.sid).decode(), expires=self.get_expiration_time(app, session), httponly=self.get_cookie_httponly(app), domain=domain, path=path,
                            secure=self.get_cookie_secure(app), samesite=self.get_cookie_samesite(app), partitioned=self.get_cookie_partitioned(app))
        response.vary.add("Cookie")


class Money:
    def __init__(self, cents, currency="EUR"):
        self.cents, self.currency = cents, currency

    def __str__(self):
        return f"{self.cents // 100}.{self.cents % 100:02d} {self.currency}"


class TagMoney(JSONTag):
    key = " mo"

    def check(self, value):
        return isinstance(value, Money)

    def to_json(self, value):
        return self.serializer.tag((value.cents, value.currency))

    def to_python(self, value):
        return Money(*value)


class TagSet(JSONTag):
    key = " set"
    check = staticmethod(lambda value: isinstance(value, set))

    def to_json(self, value):
        return [self.serializer.tag(v) for v in sorted(value)]

    def to_python(self, value):
        return set(value)


class Provider(DefaultJSONProvider):
    ensure_ascii = False
    sort_keys = False

    @staticmethod
    def default(o):
        if isinstance(o, Money):
            return {"money": str(o)}
        if isinstance(o, (set, frozenset)):
            return sorted(o)
        if isinstance(o, bytes):
            return o.hex()
        return DefaultJSONProvider.default(o)


class ShopRequest(Request):
    @property
    def wants_json(self):
        return self.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


class ShopResponse(Response):
    default_mimetype = "text/plain"


class Shop(Flask):
    session_interface = StoreInterface()
    json_provider_class = Provider
    request_class = ShopRequest
    response_class = ShopResponse


app = Shop(__name__, static_folder=None)
app.config.update(SECRET_KEY="store", NOW=100, PERMANENT_SESSION_LIFETIME=50, SESSION_COOKIE_NAME="sid", SESSION_COOKIE_SAMESITE="Strict")
for tag in (TagMoney, TagSet):
    app.session_interface.serializer.register(tag, index=0)
VALUES = {"tuple": (1, ("a", [2])), "bytes": b"\x00\xff", "uuid": uuid.UUID(int=5), "markup": Markup("<b>x</b>"), "when": datetime(2024, 2, 29, 1, 2, 3, tzinfo=timezone.utc), "money": Money(1234), "group": {"b", "a"},
          "nested": {"a": [(b"x", Money(5, "USD")), {" t": 1}], "": None, "set": {"z"}}, "float": 1.5, "none": None}


@app.get("/put/<key>")
def put(key):
    session[key] = VALUES[key]
    return f"put {key}"


@app.get("/get")
def get():
    data = {k: v for k, v in session.items() if not k.startswith("_")}
    if request.wants_json:
        return jsonify(data)
    return ", ".join(f"{k}={v if isinstance(v, (Money, Markup, uuid.UUID)) else type(v).__name__}" for k, v in sorted(data.items())) or "empty"


@app.get("/pop/<key>")
def pop(key):
    value = session.pop(key, "nothing")
    session.modified = True
    return {"popped": value, "left": sorted(session), "sid": session.sid, "permanent": session.permanent, "new": session.new}


@app.get("/rotate")
def rotate():
    return session.rotate()


@app.get("/flash/<m>")
def do_flash(m):
    flash({"m": m}, "dict")
    flash(Markup("<i>") + m)
    return redirect(url_for("flashes"))


@app.get("/flashes")
def flashes():
    return jsonify(get_flashed_messages(True), get_flashed_messages(category_filter=["dict"]))


@app.get("/clear")
def clear():
    session.clear()
    return "cleared"


@app.post("/now/<int:n>")
def now(n):
    app.config["NOW"] = n
    return ""


@app.get("/touch")
def touch():
    session["x"] = 1
    return "touched"


@app.post("/batch")
def batch():
    out = []
    for path in request.get_json():
        with app.test_request_context(path, headers={"X-No-Session": "1"}):
            try:
                adapter = request.url_rule
                out.append([request.path, adapter.endpoint if adapter else None, request.args.to_dict(), request.view_args])
            except Exception as e:
                out.append(type(e).__name__)
    out.append([request.path, request.endpoint])
    return jsonify(out)


@app.get("/sub")
def sub():
    client = app.test_client()
    first = client.get("/put/money", headers={"X-Sub": "1"})
    second = client.get("/get", headers={"Accept": "application/json"})
    with client.session_transaction() as s:
        s["tx"] = (1,)
    third = client.get("/get")
    return jsonify(first.status_code, second.json, third.text, request.path, "sid" in (request.cookies or {}), g.get("mark"))


@app.before_request
def mark():
    g.mark = request.path


@app.get("/log")
def log():
    out = LOG[:]
    LOG.clear()
    return jsonify(out)


@app.get("/dumps")
def dumps():
    s = TaggedJSONSerializer()
    return jsonify(s.dumps({"a": (1, b"x"), "b": datetime(2000, 1, 1), "c": {" d": 1}}), s.loads('{"x": {" t": [1, {" b": "eA=="}]}, "y": {" u": "00000000000000000000000000000005"}, "z": {" m": "<b>"}, "q": {" d": "Sat, 01 Jan 2000 00:00:00 GMT"}, "di": {" di": {" t__": 3}}}'), json.dumps({"ü": (1, 2), "m": Money(1)}, indent=1), json.loads("[1.0, 1e3, null]"))
