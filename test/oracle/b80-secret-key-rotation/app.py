import base64

from flask import Flask, request, session

app = Flask("oracle")
app.secret_key = "first"


def key(spec):
    if spec is None:
        return None
    if spec.startswith("b64:"):
        return base64.b64decode(spec[4:])
    return spec


@app.post("/keys")
def keys():
    data = request.get_json()
    app.secret_key = key(data.get("key"))
    app.config["SECRET_KEY_FALLBACKS"] = [key(k) for k in data["old"]] if data.get("old") is not None else None
    return {"set": bool(app.secret_key), "same": app.secret_key == app.config["SECRET_KEY"]}


@app.get("/set/<value>")
def set_value(value):
    session["v"] = value
    return value


@app.get("/read")
def read():
    return {"v": session.get("v"), "n": len(session)}


@app.get("/clear")
def clear():
    session.clear()
    return "cleared"


@app.get("/serializer")
def serializer():
    s = app.session_interface.get_signing_serializer(app)
    if s is None:
        return "none"
    return {"keys": [base64.b64encode(k).decode() for k in s.secret_keys], "current": base64.b64encode(s.secret_key).decode(), "salt": s.salt.decode()}


@app.get("/config-key/<value>")
def config_key(value):
    app.config["SECRET_KEY"] = value
    return app.secret_key


@app.get("/permanent")
def permanent():
    session.permanent = True
    return "permanent"
