import csv, hashlib, hmac, io, json, time
from functools import wraps
from flask import Flask, Response, request, jsonify, g, abort, make_response, after_this_request, url_for, stream_with_context
from flask.views import MethodView
from werkzeug.exceptions import HTTPException, UnprocessableEntity, PreconditionFailed, PreconditionRequired, TooManyRequests
from werkzeug.utils import secure_filename

app = Flask(__name__, static_folder=None)
app.config.update(PROPAGATE_EXCEPTIONS=False, MAX_CONTENT_LENGTH=4000)
app.json.sort_keys = False

METHODS = {"GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"}
plain = app.wsgi_app

def with_method_header(environ, start_response):
    wanted = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", "").upper()
    return plain({**environ, "REQUEST_METHOD": wanted} if wanted in METHODS else environ, start_response)

app.wsgi_app = with_method_header

class Refusal(Exception):
    status = 400
    def __init__(self, text, status=None, **more):
        self.text, self.more = text, more
        self.status = status or type(self).status

class Taken(Refusal):
    status = 409

@app.errorhandler(Refusal)
def refused(e):
    return jsonify({**e.more, "message": e.text}), e.status

@app.errorhandler(HTTPException)
def http_error(e):
    answer = e.get_response()
    answer.data = json.dumps({"code": e.code, "name": e.name})
    answer.content_type = "application/json"
    return answer

@app.errorhandler(Exception)
def any_exception(e):
    if isinstance(e, HTTPException):
        return e
    return {"error": type(e).__name__}, 500

HITS = {}

def at_most(limit, per):
    def decorate(f):
        @wraps(f)
        def limited(*args, **kwargs):
            end = int(time.time()) // per * per + per
            place = (request.endpoint, request.remote_addr, end)
            HITS[place] = HITS.get(place, 0) + 1
            g.rate = {"Remaining": str(max(limit - HITS[place], 0)), "Limit": limit, "Reset": str(end)}
            if HITS[place] > limit:
                raise TooManyRequests("hold on", retry_after=end - int(time.time()))
            return f(*args, **kwargs)
        return limited
    return decorate

@app.after_request
def show_rate(response):
    for name, value in g.get("rate", {}).items():
        response.headers.add(f"X-RateLimit-{name}", value)
    return response

@app.route("/rate-limited")
@at_most(2, per=60)
def rate_limited():
    return "<h1>not too often</h1>"

CACHE = {}

def kept(seconds):
    def decorate(f):
        @wraps(f)
        def view(**values):
            now = int(time.time())
            until, answer = CACHE.get(request.full_path, (0, None))
            if until > now:
                response = make_response(answer)
                response.headers["X-Cache"] = "hit"
                response.age = now - (until - seconds)
                return response
            answer = f(**values)
            CACHE[request.full_path] = (now + seconds, answer)
            return answer
        return view
    return decorate

COUNT = {"n": 0}
@app.route("/cached/<path:key>")
@kept(30)
def slow(key):
    COUNT["n"] += 1
    return f"{key} computed {COUNT['n']}"

@app.before_request
def choose_language():
    g.language = request.cookies.get("user_lang")
    if g.language is None and request.path.startswith("/lang"):
        g.language = best = request.accept_languages.best_match(["en", "ja"], default="en")
        @after_this_request
        def keep(response):
            response.set_cookie("user_lang", best, max_age=3600, path="/lang", httponly=True, samesite="Lax")
            return response

@app.route("/lang")
def lang():
    return g.language

SECRET = b"webhook secret"
@app.post("/webhook/<any(github, stripe):kind>")
def webhook(kind):
    raw = request.get_data(cache=True)
    given = request.headers.get("X-Hub-Signature-256", "")
    if not hmac.compare_digest("sha256=" + hmac.new(SECRET, raw, hashlib.sha256).hexdigest(), given):
        raise Refusal("bad signature", 403, kind=kind, length=len(raw))
    event = request.headers.get("X-GitHub-Event", "ping")
    if request.is_json:
        return {"event": event, "keys": list(request.json), "again": request.get_data(as_text=True)}
    return {"event": event, "form": request.form.to_dict(flat=False), "data": len(request.get_data())}, 202

ITEMS = {1: {"id": 1, "name": "tea", "rev": 1}, 2: {"id": 2, "name": "ü", "rev": 7}}

class ItemAPI(MethodView):
    init_every_request = False
    def __init__(self, store): self.store = store
    def _get(self, id):
        if id not in self.store:
            raise Refusal("No such item!", 404)
        return self.store[id]
    def _respond(self, item, code=200):
        response = make_response(jsonify(item), code)
        response.set_etag(str(item["rev"]))
        response.cache_control.private = True
        response.cache_control.max_age = 10
        return response
    def get(self, id):
        return self._respond(self._get(id)).make_conditional(request)
    def put(self, id):
        item = self._get(id)
        if not request.if_match:
            raise PreconditionRequired()
        if not request.if_match.contains(str(item["rev"])):
            raise PreconditionFailed("stale")
        data = request.get_json()
        if not isinstance(data.get("name"), str):
            raise UnprocessableEntity(f"{data.get('name')}")
        item.update(name=data["name"], rev=item["rev"] + 1)
        return self._respond(item)
    def delete(self, id):
        del self.store[self._get(id)["id"]]
        return "", 204

class GroupAPI(MethodView):
    init_every_request = False
    decorators = [at_most(100, 3600)]
    def __init__(self, store): self.store = store
    def get(self):
        offset = request.args.get("offset", 0, type=int)
        limit = request.args.get("limit", 1, type=int)
        rows = list(self.store.values())[offset:offset + limit]
        response = jsonify(rows)
        links = []
        if offset + limit < len(self.store):
            links.append(f'<{url_for("item-group", offset=offset + limit, limit=limit, _external=True)}>; rel="next"')
        if offset:
            links.append(f'<{url_for("item-group", offset=max(0, offset - limit), limit=limit, _external=True)}>; rel="prev"')
        if links:
            response.headers["Link"] = ", ".join(links)
        response.headers["X-Total-Count"] = len(self.store)
        return response
    def post(self):
        data = request.get_json()
        if data["name"] in [i["name"] for i in self.store.values()]:
            raise Taken("exists", name=data["name"])
        id = max(self.store) + 1
        self.store[id] = {"id": id, "name": data["name"], "rev": 1}
        return self.store[id], 201, [("Location", url_for("item-item", id=id)), ("X-A", "1"), ("X-A", "2")]

app.add_url_rule("/items/<int:id>", view_func=ItemAPI.as_view("item-item", ITEMS))
app.add_url_rule("/items/", view_func=GroupAPI.as_view("item-group", ITEMS))

@app.route("/items.csv")
def large_csv():
    def generate():
        data = io.StringIO()
        w = csv.writer(data)
        w.writerow(("id", "name"))
        yield data.getvalue()
        for item in ITEMS.values():
            yield f"{item['id']},{item['name']},{request.args.get('x', '')}\r\n"
    response = Response(stream_with_context(generate()), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="items.csv")
    return response

def hello(name="nobody"):
    return f"lazy {name}"

app.add_url_rule("/lazy/", view_func=hello)
app.add_url_rule("/lazy/<name>", view_func=hello)

def negotiate(f):
    @wraps(f)
    def wrapper(*a, **k):
        data = f(*a, **k)
        best = request.accept_mimetypes.best_match(["application/json", "text/html", "text/plain", "application/xml"])
        if best is None:
            abort(406)
        response = make_response({"application/json": json.dumps(data), "text/html": f"<b>{data['v']}</b>", "text/plain": str(data["v"]), "application/xml": f"<v>{data['v']}</v>"}[best])
        response.mimetype = best
        response.vary.add("Accept")
        return response
    return wrapper

@app.route("/negotiated")
@negotiate
def negotiated():
    return {"v": 1}

@app.route("/upload", methods=["GET", "POST"])
def upload():
    if request.method == "GET":
        return '<form method=post enctype=multipart/form-data><input type=file name=file></form>'
    if "file" not in request.files:
        raise Refusal("No file part")
    file = request.files["file"]
    if file.filename == "":
        raise Refusal("No selected file", 422)
    name = secure_filename(file.filename)
    return {"name": name, "type": file.mimetype, "size": len(file.read()), "note": request.form.get("note"), "all": [f.filename for f in request.files.getlist("file")]}

@app.route("/fail/<kind>")
def fail(kind):
    if kind == "key": return {}["x"]
    if kind == "arg": return request.args["x"]
    if kind == "json": return jsonify(request.json)
    if kind == "value": raise ValueError("v")
    if kind == "abort": abort(418)
    if kind == "resp": abort(Response("own", 402, {"X-Own": "1"}))
    if kind == "none": return None
    if kind == "conflict": raise Taken("c", 410)
    abort(int(kind))
