import itertools

from flask import Flask, abort, request, session
from werkzeug.datastructures import CallbackDict
from flask.sessions import SessionInterface, SessionMixin

STORE = {}
ids = itertools.count(1)
calls = []


class StoredSession(CallbackDict, SessionMixin):
    def __init__(self, sid, initial=None, new=False):
        def on_update(self):
            self.modified = True

        super().__init__(initial, on_update)
        self.sid = sid
        self.new = new
        self.modified = False

    @property
    def owner(self):
        return self.get("user", "nobody")


class StoreInterface(SessionInterface):
    prefix = "store"

    def open_session(self, app, request):
        calls.append(f"open {request.method} {request.path}")
        if request.headers.get("X-No-Session"):
            return None
        sid = request.cookies.get(self.get_cookie_name(app))
        if sid and sid in STORE:
            return StoredSession(sid, STORE[sid])
        return StoredSession(f"{self.prefix}-{next(ids)}", new=True)

    def save_session(self, app, session, response):
        calls.append(f"save {session.sid} {session.modified} {len(session)}")
        name = self.get_cookie_name(app)
        if not session:
            if session.modified:
                STORE.pop(session.sid, None)
                response.delete_cookie(name, domain=self.get_cookie_domain(app), path=self.get_cookie_path(app))
            return
        if not session.modified:
            return
        STORE[session.sid] = dict(session)
        response.set_cookie(
            name,
            session.sid,
            expires=self.get_expiration_time(app, session),
            httponly=self.get_cookie_httponly(app),
            domain=self.get_cookie_domain(app),
            path=self.get_cookie_path(app),
            secure=self.get_cookie_secure(app),
            samesite=self.get_cookie_samesite(app),
        )


app = Flask("oracle")
app.session_interface = StoreInterface()
app.config["SESSION_COOKIE_NAME"] = "sid"
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"


@app.get("/login/<user>")
def login(user):
    session["user"] = user
    session.permanent = bool(request.args.get("remember"))
    return f"{session.sid} {session.new} {session.owner}"


@app.get("/whoami")
def whoami():
    return {"sid": session.sid, "new": session.new, "owner": session.owner, "keys": sorted(session)}


@app.get("/nested")
def nested():
    session.setdefault("list", []).append(1)
    return str(session["list"])


@app.get("/nested-modified")
def nested_modified():
    session["list"] = session.get("list", []) + [2]
    return str(session["list"])


@app.get("/logout")
def logout():
    session.clear()
    return "out"


@app.get("/read")
def read():
    return {"user": session.get("user")}


@app.get("/missing")
def missing():
    return session["nope"]


@app.get("/null-write")
def null_write():
    session["x"] = 1
    return "written"


@app.get("/error")
def error():
    session["seen"] = "error"
    abort(409)


@app.get("/type")
def type_name():
    return type(session._get_current_object()).__name__


@app.get("/pop/<key>")
def pop(key):
    return str(session.pop(key, "none"))


@app.get("/calls")
def show_calls():
    lines = list(calls)
    calls.clear()
    return {"calls": lines}
