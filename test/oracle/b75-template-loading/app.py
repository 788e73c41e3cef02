from flask import Flask, Blueprint, render_template, render_template_string, url_for
from jinja2 import ChoiceLoader, DictLoader, PrefixLoader, FunctionLoader, FileSystemLoader
import os
app = Flask("oracle", template_folder="pages")
app.secret_key = "l"
here = os.path.dirname(os.path.abspath(__file__))

class B(Blueprint):
    pass

admin = Blueprint("admin", __name__, template_folder="admin_templates", url_prefix="/admin")
shop = Blueprint("shop", __name__, template_folder="shop_templates", url_prefix="/shop")
inner = Blueprint("inner", __name__, template_folder="inner_templates", url_prefix="/inner")

@admin.get("/<name>")
def page(name):
    return render_template(name + ".html")
@shop.get("/<name>")
def page2(name):
    return render_template(name + ".html")
@inner.get("/<name>")
def page3(name):
    return render_template(["inner/" + name + ".html", name + ".html"])

shop.register_blueprint(inner)
app.register_blueprint(admin)
app.register_blueprint(shop)

@app.get("/<name>")
def root(name):
    return render_template(name + ".html")

@app.get("/list")
def list_():
    return "|".join(sorted(app.jinja_env.list_templates()))

custom = Flask("custom", template_folder="pages")

@app.get("/loader/<kind>")
def loader(kind):
    other = Flask("other")
    other.jinja_loader
    loaders = {
        "dict": DictLoader({"x.html": "dict {{ 1 }}"}),
        "choice": ChoiceLoader([DictLoader({"y.html": "y"}), DictLoader({"x.html": "second", "y.html": "no"})]),
        "prefix": PrefixLoader({"a": DictLoader({"x.html": "prefixed"}), "b": DictLoader({"x.html": "{% include 'a/x.html' %}!"})}),
        "function": FunctionLoader(lambda n: "fn " + n if n.endswith(".html") else None),
        "files": FileSystemLoader([os.path.join(here, "shop_templates"), os.path.join(here, "pages")]),
    }
    names = {"prefix": "b/x.html", "files": "only_shop.html"}
    class Other(Flask):
        jinja_loader = loaders[kind]
    o = Other("o")
    with o.app_context():
        try:
            missing = render_template("missing.txt")
        except Exception as e:
            missing = f"{type(e).__name__} {e.name} {e.templates}"
        return render_template(names.get(kind, "x.html")) + "|" + missing + "|" + ",".join(o.jinja_env.list_templates() if kind != "function" else ["-"])
