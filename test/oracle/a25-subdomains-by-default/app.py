from flask import Blueprint, Flask, abort, g, jsonify, request, url_for, redirect

app = Flask("oracle", static_folder=None, subdomain_matching=True)
app.config["SERVER_NAME"] = "example.test:8080"
app.url_map.default_subdomain = "www"


def show(**values):
    return jsonify(endpoint=request.endpoint, values=values, host=request.host, url=request.url)


app.add_url_rule("/", "www_index", show)
app.add_url_rule("/", "bare", show, subdomain="")
app.add_url_rule("/", "user", show, subdomain="<user>")
app.add_url_rule("/p/<int:n>", "user_n", show, subdomain="<user>.users")
app.add_url_rule("/path/", "api_path", show, subdomain="api")
app.add_url_rule("/x", "wild", show, subdomain="<string(length=2):lang>")
app.add_url_rule("/x", "lang3", show, subdomain="<any(eng, deu):lang>")
bp = Blueprint("admin", "oracle", subdomain="admin", url_prefix="/a")
bp.add_url_rule("/", "index", show)
bp.add_url_rule("/deep", "deep", show, subdomain="deep.admin")
nested = Blueprint("nested", "oracle", subdomain="n")
nested.add_url_rule("/n", "n", show)
bp.register_blueprint(nested)
app.register_blueprint(bp)
app.register_blueprint(bp, name="admin2", subdomain="second")


@app.get("/links", subdomain="api")
def links():
    return jsonify([url_for("www_index"), url_for("bare"), url_for("user", user="joe"), url_for("user_n", user="joe", n=3), url_for("api_path"), url_for("api_path", _external=True), url_for("links"), url_for("admin.index"), url_for("admin.deep"),
                    url_for("admin.nested.n"), url_for("admin2.index"), url_for("admin2.nested.n"), url_for("wild", lang="de"), url_for("api_path", _scheme="https"), url_for("user", user="É")])


@app.get("/outside", subdomain="api")
def outside():
    import contextvars
    return contextvars.Context().run(lambda: _outside())


def _outside():
    with app.app_context():
        return jsonify([url_for("www_index"), url_for("bare"), url_for("user", user="joe"), url_for("admin.index", _external=False), url_for("links", _external=False)])
