from flask import Flask, Request, abort, jsonify, request
from werkzeug.exceptions import BadRequest

app = Flask("oracle")


class MyRequest(Request):
    def on_json_loading_failed(self, e):
        if self.headers.get("X-How") == "value":
            return {"fallback": True, "had_error": e is not None}
        if self.headers.get("X-How") == "abort":
            abort(422, "no json")
        return super().on_json_loading_failed(e)


app.request_class = MyRequest


@app.route("/json", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def json_():
    return jsonify(json=request.json)


@app.route("/get", methods=["GET", "POST"])
def get():
    force = "force" in request.args
    silent = "silent" in request.args
    cache = "nocache" not in request.args
    first = request.get_json(force=force, silent=silent, cache=cache)
    second = request.get_json(force=force, silent=silent, cache=cache)
    return jsonify(json=first, second=second, same=first is second, data=request.get_data(as_text=True), is_json=request.is_json)


@app.post("/silent-then-loud")
def silent_then_loud():
    first = request.get_json(silent=True)
    try:
        second = request.get_json()
    except BadRequest as e:
        second = e.code
    return jsonify(first=first, second=second)


@app.post("/data-first")
def data_first():
    data = request.get_data(as_text=True)
    return jsonify(data=data, json=request.get_json(silent=True))


@app.post("/nocache-first")
def nocache_first():
    data = request.get_data(cache=False, as_text=True)
    return jsonify(data=data, json=request.get_json(silent=True))


@app.post("/form-first")
def form_first():
    return jsonify(form=request.form.to_dict(), json=request.get_json(silent=True), data=request.data.decode())


@app.post("/keys")
def keys():
    body = request.get_json()
    return jsonify(name=body["name"], n=body.get("n", 0))


@app.errorhandler(400)
def bad(e):
    return jsonify(error=e.name, code=e.code), 400


@app.errorhandler(415)
def unsupported(e):
    return jsonify(error=e.name, code=e.code), 415
