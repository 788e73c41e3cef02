"""The Flask half of the interop test: the routes that app.ts beside it has as well."""
import json
import sys
import uuid
from datetime import datetime, timedelta, timezone

from flask import Flask, request, session
from markupsafe import Markup
from werkzeug.serving import make_server

app = Flask("interop")
app.permanent_session_lifetime = timedelta(minutes=5)

VALUES = {
    "text": "text",
    "unicode": "h\u00e9llo \u4e2d\u6587 \U0001f389 \u2028",
    "empty": "",
    "int": 42,
    "big": 2**60 + 1,
    "float": 1.5,
    "true": True,
    "none": None,
    "list": [1, "two", [3]],
    "tuple": (1, "two", (3,)),
    "dict": {"a": 1, "b": {"c": [1, 2]}},
    "bytes": b"\x00\xff\xfebinary",
    "markup": Markup("<i>safe</i>"),
    "uuid": uuid.UUID("12345678-1234-5678-1234-567812345678"),
    "datetime": datetime(2024, 2, 29, 12, 30, 45, tzinfo=timezone.utc),
    "tag-like": {" t": [1, 2]},
    "nested": [{"a": ({"b": b"x"},)}],
    "long": "long text " * 200,
}


def same(left, right):
    if isinstance(left, (list, tuple)):
        return type(left) is type(right) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return isinstance(right, dict) and left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    return type(left) is type(right) and left == right


@app.post("/keys")
def keys():
    app.secret_key, *app.config["SECRET_KEY_FALLBACKS"] = request.get_json()
    return "ok"


@app.get("/set/<kind>")
def set_value(kind):
    session[kind] = VALUES[kind]
    return "ok"


@app.get("/permanent/<state>")
def permanent(state):
    session.permanent = state == "on"
    return "ok"


@app.get("/check/<kind>")
def check(kind):
    found = session.get(kind, "missing")
    return "same" if same(VALUES[kind], found) else f"{found!r}"


@app.get("/step")
def step():
    session["steps"] = [*session.get("steps", []), "flask"]
    return json.dumps(session["steps"])


@app.get("/remove/<kind>")
def remove(kind):
    session.pop(kind)
    return json.dumps(sorted(session.keys()))


@app.get("/state")
def state():
    return {"keys": sorted(session.keys()), "permanent": session.permanent}


server = make_server("127.0.0.1", 0, app)
print(server.port, flush=True)
sys.stderr = open("/dev/null", "w")
server.serve_forever()
