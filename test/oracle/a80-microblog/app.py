from functools import wraps
from flask import Flask, Blueprint, request, url_for, abort, jsonify, redirect, session, flash, get_flashed_messages, g, current_app, render_template_string
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.exceptions import HTTPException

POSTS = [{"id": i, "author": "susan" if i % 2 else "john", "body": f"Post {i}"} for i in range(1, 24)]
USERS = {"susan": {"id": 1, "password": "cat"}, "john": {"id": 2, "password": "dog"}}

errors = Blueprint("errors", __name__)

def prefers_json():
    return request.accept_mimetypes["application/json"] >= request.accept_mimetypes["text/html"]

def problem(code, message=None):
    words = {"error": HTTP_STATUS_CODES[code], "message": message}
    return {key: text for key, text in words.items() if text}, code

@errors.app_errorhandler(404)
def no_page(error):
    if prefers_json():
        return problem(404)
    return render_template_string("<h1>No such page</h1><p><a href=\"{{ url_for('main.index') }}\">Back</a></p>"), 404

@errors.app_errorhandler(500)
def broken(error):
    if prefers_json():
        return problem(500)
    return f"<h1>Something broke</h1> {type(error.original_exception).__name__}", 500

main = Blueprint("main", __name__)

@main.before_app_request
def know_user():
    g.user = session.get("username")
    g.locale = str(request.accept_languages.best_match(["en", "es", "de"]))

def login_required(view):
    @wraps(view)
    def wrapped(**kwargs):
        if g.user is None:
            flash("Who are you?", "info")
            return redirect(url_for("auth.login", next=request.full_path.rstrip("?")))
        return view(**kwargs)
    return wrapped

@main.route("/", methods=["GET", "POST"])
@main.route("/index", methods=["GET", "POST"])
@login_required
def index():
    if request.method == "POST":
        post = {"id": len(POSTS) + 1, "author": g.user, "body": request.form["post"]}
        POSTS.append(post)
        flash("It is out")
        return redirect(url_for("main.index"))
    page = request.args.get("page", 1, type=int)
    per_page = current_app.config["PER_PAGE"]
    items = POSTS[::-1][(page - 1) * per_page:page * per_page]
    next_url = url_for("main.index", page=page + 1) if page * per_page < len(POSTS) else None
    prev_url = url_for("main.index", page=page - 1) if page > 1 else None
    return render_template_string(
        "{% for category, m in get_flashed_messages(with_categories=true) %}[{{ category }}: {{ m }}]{% endfor %}"
        "Hi, {{ g.user }} ({{ g.locale }})!{% for p in posts %}\n<p>{{ p.author }}: {{ p.body }}</p>{% endfor %}"
        "{% if prev_url %}\n<a href=\"{{ prev_url }}\">Newer</a>{% endif %}{% if next_url %}\n<a href=\"{{ next_url }}\">Older</a>{% endif %}",
        posts=items, next_url=next_url, prev_url=prev_url)

@main.route("/user/<username>")
@main.route("/user/<username>/page/<int:page>")
@login_required
def user(username, page=1):
    if username not in USERS:
        abort(404)
    mine = [p["body"] for p in POSTS if p["author"] == username]
    return jsonify(user=username, page=page, posts=mine[(page - 1) * 3:page * 3],
                   next=url_for(".user", username=username, page=page + 1), first=url_for(".user", username=username),
                   me=url_for("main.user", username=g.user, _external=True), tagged=url_for(".user", username="é b", tag=["x", "y"]))

@main.route("/boom")
def boom():
    return {}["nope"]

auth = Blueprint("auth", __name__, url_prefix="/auth")

@auth.route("/login", methods=["GET", "POST"])
def login():
    if g.user:
        return redirect(url_for("main.index"))
    if request.method == "POST":
        username = request.form.get("username", "")
        user = USERS.get(username)
        if user is None or user["password"] != request.form.get("password"):
            flash("No, you are not", "error")
            return redirect(url_for("auth.login"))
        session["username"] = username
        next_page = request.args.get("next")
        if not next_page or next_page.startswith("//") or "://" in next_page:
            next_page = url_for("main.index")
        return redirect(next_page)
    return "who? " + "|".join(f"{c}={m}" for c, m in get_flashed_messages(with_categories=True))

@auth.get("/logout")
def logout():
    session.pop("username", None)
    return redirect(url_for("main.index"), code=303)

api = Blueprint("api", __name__, url_prefix="/api")

@api.errorhandler(HTTPException)
def api_error(e):
    return problem(e.code, e.description if e.code != 404 else None)

@api.before_request
def check_token():
    auth = request.authorization
    if auth is None:
        abort(401)
    if auth.type == "basic":
        user = USERS.get(auth.username)
        if not user or user["password"] != auth.password:
            abort(401, "bad credentials")
        g.api_user = auth.username
    elif auth.type == "bearer":
        if auth.token not in USERS:
            abort(401, description="bad token")
        g.api_user = auth.token
    else:
        abort(401, f"scheme {auth.type}")

@api.route("/users/<int:id>", methods=["GET"])
def get_user(id):
    for name, u in USERS.items():
        if u["id"] == id:
            return {"id": id, "username": name, "_links": {"self": url_for("api.get_user", id=id), "posts": url_for(".get_posts", id=id)}}
    abort(404)

@api.route("/users/<int:id>/posts")
def get_posts(id):
    page = request.args.get("page", 1, type=int)
    per_page = min(request.args.get("per_page", 10, type=int), 100)
    return {"items": [], "_meta": {"page": page, "per_page": per_page},
            "_links": {"self": url_for(request.endpoint, id=id, page=page, per_page=per_page),
                       "next": url_for(request.endpoint, page=page + 1, per_page=per_page, **request.view_args)}}

@api.post("/users")
def create_user():
    data = request.get_json()
    if "username" not in data or "password" not in data:
        return problem(400, "username and password, please")
    if data["username"] in USERS:
        abort(409, "that name is taken")
    USERS[data["username"]] = {"id": len(USERS) + 1, "password": data["password"]}
    return {"id": len(USERS)}, 201, {"Location": url_for("api.get_user", id=len(USERS))}

@api.route("/users/<int:id>", methods=["PUT", "DELETE"])
def change_user(id):
    if request.method == "DELETE":
        return "", 204
    return {"by": g.api_user, "data": request.get_json(silent=True), "force": request.get_json(force=True, silent=True)}

def create_app():
    app = Flask(__name__)
    app.config.from_mapping(SECRET_KEY="a key that is long enough", PER_PAGE=5, PROPAGATE_EXCEPTIONS=False)
    app.register_blueprint(errors)
    app.register_blueprint(auth)
    app.register_blueprint(main)
    app.register_blueprint(api)
    app.add_url_rule("/explore", endpoint="explore", view_func=lambda: "explore")
    return app

app = create_app()
