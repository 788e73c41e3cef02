from flask import Blueprint, Flask, make_response, redirect, request, url_for

app = Flask("oracle")
TARGETS = [
    "/plain", "relative", "../up", "?q=1", "#frag", "", "/", "//other.example/x", "http://other.example",
    "https://user:pw@other.example:8443/p?q#f", "/é", "/日本語?名=値#片", "/a b", "/a%20b", "/100%", "/%zz", "/quote\"d",
    "/<tag>", "/back\\slash", "/[brackets]", "/{braces}", "/pipe|", "/semi;colon=1,2", "/plus+", "/tilde~", "/star*",
    "http://bücher.example/ü?ü=ü#ü", "/emoji-😀", "mailto:a@b.example", "HTTP://UPPER.example/Path", "/a//b/../c/./d",
    "/q?a=1&b=%26&c=d e", "/amp?a=1&b=2", "/apostrophe'", "/x?next=/y?z=1", "/caret^", "/back`tick", "/trailing ",
    "http://[::1]:5000/", "ftp://files.example/x",
]


@app.get("/to/<int:number>")
def to(number):
    return redirect(TARGETS[number])


@app.get("/code/<int:code>")
def code(code):
    return redirect("/there", code)


@app.get("/keyword")
def keyword():
    return redirect(location="/there", code=303)


@app.get("/edited")
def edited():
    response = redirect("/there")
    response.set_cookie("seen", "1")
    response.headers["Location"] = "/elsewhere"
    return response


@app.get("/location-property")
def location_property():
    response = make_response("created", 201)
    response.location = "/items/é 1"
    response.headers["X-Location"] = "set"
    return response


@app.get("/location-header/<path:where>")
def location_header(where):
    return "created", 201, {"Location": where}


@app.get("/content-location")
def content_location():
    return "x", {"Content-Location": "/items/é?a=b c"}


@app.get("/url-for")
def to_url_for():
    return redirect(url_for("target", name="a b/é", q="x&y", _anchor="z"))


@app.get("/external")
def external():
    return redirect(url_for("target", name="n", _external=True, _scheme="https"))


@app.route("/target/<path:name>")
def target(name):
    return f"{name} {request.args.get('q')}"


@app.route("/post", methods=["POST"])
def post():
    return redirect(url_for("target", name="done"), 303)


@app.get("/back")
def back():
    return redirect(request.referrer or url_for("target", name="home"))


@app.get("/slash/")
def slash():
    return "slash"


@app.get("/location-gone")
def location_gone():
    response = redirect("/x")
    del response.headers["Location"]
    return response


@app.get("/read/<int:number>")
def read(number):
    response = redirect(TARGETS[number])
    return {"location": response.location, "header": response.headers["Location"], "status": response.status}


bp = Blueprint("bp", __name__, url_prefix="/bp")


@bp.get("/go")
def go():
    return redirect(url_for(".there"))


@bp.get("/there")
def there():
    return "there"


app.register_blueprint(bp)


@app.get("/app-redirect")
def app_redirect():
    return app.redirect("/there", 307)
