from flask import Flask, abort, after_this_request, flash, g, get_flashed_messages, make_response, request, session, redirect
from werkzeug.exceptions import Forbidden, HTTPException

app = Flask("oracle")
app.secret_key = "errors"
log = []


class Special(Exception):
    pass


@app.before_request
def before():
    if request.args.get("abort") == "before":
        session["before"] = "aborted"
        abort(403)
    if request.args.get("answer") == "before":
        session["before"] = "answered"
        return "from before"
    if request.args.get("raise") == "before":
        session["before"] = "raised"
        raise Special()
    session["count"] = session.get("count", 0) + 1


@app.after_request
def after(response):
    if request.args.get("after"):
        session["after"] = request.args["after"]
    if request.args.get("raise") == "after":
        session["after"] = "raised"
        raise Special()
    response.headers["X-Keys"] = ",".join(sorted(session))
    return response


@app.teardown_request
def teardown(error):
    log.append(f"{request.path} {session.get('count')} {type(error).__name__ if error else None}")
    session["late"] = "lost"


@app.errorhandler(404)
def missing(e):
    session["missing"] = session.get("missing", 0) + 1
    return f"missing {session['missing']}", 404


@app.errorhandler(403)
def forbidden(e):
    flash("forbidden")
    return "forbidden", 403


@app.errorhandler(Special)
def special(e):
    session["special"] = True
    session.pop("count", None)
    return "special", 418


@app.errorhandler(500)
def broken(e):
    session["broken"] = type(e.original_exception).__name__ if e.original_exception else "none"
    return "broken", 500


@app.get("/")
def index():
    return {"session": {k: v for k, v in session.items() if k != "_flashes"}, "flashes": len(session.get("_flashes", []))}


@app.get("/special")
def raise_special():
    session["doomed"] = "kept"
    raise Special()


@app.get("/zero")
def zero():
    session["zero"] = "kept"
    return str(1 / 0)


@app.get("/key")
def key_error():
    return session["nothing here"]


@app.get("/abort/<int:code>")
def aborting(code):
    session["aborted"] = code
    abort(code)


@app.get("/abort-response")
def abort_response():
    session["aborted"] = "response"
    abort(make_response("own", 409))


@app.get("/raise-redirect")
def raise_redirect():
    session["aborted"] = "redirect"
    abort(redirect("/"))


@app.get("/after-this")
def after_this():
    @after_this_request
    def add(response):
        session["after_this"] = session.get("after_this", 0) + 1
        return response

    return "ok"


@app.get("/clear-then-raise")
def clear_then_raise():
    session.clear()
    raise Special()


@app.get("/flashes")
def flashes():
    return {"messages": get_flashed_messages()}


@app.get("/clear")
def clear():
    session.clear()
    return "cleared"


@app.get("/slash/")
def slash():
    return "slash"


@app.get("/log")
def show_log():
    lines = list(log)
    log.clear()
    return {"log": lines}
