from flask import Flask, get_template_attribute, render_template, render_template_string, g, request
from markupsafe import Markup

app = Flask("oracle")
app.secret_key = "m"
app.config["SITE"] = "S"

@app.context_processor
def processor():
    return {"from_processor": "fp"}

@app.before_request
def before():
    g.x = "gx"

@app.get("/")
def index():
    hello = get_template_attribute("macros.html", "hello")
    return "|".join([hello(), hello("A"), hello("<b>"), hello(punct="?"), hello("B", punct="."), hello(Markup("<i>")), hello(name=5)])

@app.get("/type")
def type_():
    hello = get_template_attribute("macros.html", "hello")
    r = hello("x")
    return f"{type(r).__name__}|{hello.name}|{hello.arguments}|{hello.catch_kwargs}|{hello.catch_varargs}|{hello.caller}"

@app.get("/field")
def field():
    f = get_template_attribute("macros.html", "field")
    return f("q", 'a"b') + f("n", type="number", min=1, max=None) + f("z", **{"class": "c d", "data-x": "<"})

@app.get("/many")
def many():
    m = get_template_attribute("macros.html", "many")
    return m(1, "b", None) + "|" + m(z=1, a="<") + "|" + m() + "|" + m(True, k=[1])

@app.get("/ctx")
def ctx():
    return get_template_attribute("macros.html", "ctx")()

@app.get("/values")
def values():
    return get_template_attribute("macros.html", "version") + "|" + ",".join(get_template_attribute("macros.html", "names"))

@app.get("/nope")
def nope():
    return get_template_attribute("macros.html", "nope")()

@app.get("/private")
def private():
    return get_template_attribute("macros.html", "_private")

@app.get("/missing")
def missing():
    return get_template_attribute("missing.html", "hello")()

@app.get("/toomany")
def toomany():
    return get_template_attribute("macros.html", "hello")(1, 2, 3)

@app.get("/badkw")
def badkw():
    return get_template_attribute("macros.html", "hello")(nope=1)

@app.get("/wrap")
def wrap():
    w = get_template_attribute("macros.html", "wrap")
    return w() + w(caller=lambda: Markup("<b>called</b>")) + w(caller=lambda: "<b>")

@app.get("/txt")
def txt():
    return get_template_attribute("macros.txt", "raw")("<b>")

@app.get("/page/<name>")
def page(name):
    return render_template(name + ".html", items=["<a>", "b"], x=1)

@app.post("/render")
def render():
    return render_template_string(request.get_json()["source"], x=1, items=[1, 2])
