from flask import Flask, render_template_string, Blueprint, request
from jinja2 import pass_context, pass_environment, pass_eval_context
from markupsafe import Markup, escape

app = Flask("oracle")
app.secret_key = "f"

@app.template_filter()
def reverse_text(s):
    return s[::-1]

@app.template_filter("rev")
def other(s):
    return "rev:" + s[::-1]

@app.template_filter()
def bare(s):
    return "bare:" + s

def added(s, sep="-", *, upper=False):
    out = sep.join(s)
    return out.upper() if upper else out

app.add_template_filter(added)
app.add_template_filter(added, "spread")
app.jinja_env.filters["direct"] = lambda v: f"<{v}>"

@app.template_filter("nl2br")
@pass_eval_context
def nl2br(eval_ctx, value):
    result = "<br>\n".join(str(escape(line)) for line in value.splitlines())
    return Markup(result) if eval_ctx.autoescape else result

@app.template_filter("ctxname")
@pass_context
def ctxname(context, value):
    return f"{value}:{context.get('who')}:{context.name}:{context.resolve('who')}"

@app.template_filter("envname")
@pass_environment
def envname(env, value):
    return f"{value}:{env.autoescape is not None}:{env.trim_blocks}"

@app.template_test()
def even_length(s):
    return len(s) % 2 == 0

@app.template_test("longer")
def longer_than(s, n=3):
    return len(s) > n

@app.template_test()
def prime(n):
    return n > 1 and all(n % i for i in range(2, n))

app.add_template_test(lambda v: v == 42, "answer")

@app.template_global()
def hello(name="you"):
    return Markup("<b>Hello {}</b>").format(name)

@app.template_global()
def today():
    return "2023-11-14"

@app.template_global("ctxglobal")
@pass_context
def ctxglobal(context, key):
    return context.get(key, "none")

app.add_template_global(len, "length_of")

bp = Blueprint("bp", __name__, url_prefix="/bp")

@bp.app_template_filter()
def from_bp(s):
    return "bp(" + s + ")"

@bp.app_template_filter("bp2")
def from_bp2(s):
    return "bp2(" + s + ")"

@bp.app_template_test("bptest")
def bptest(v):
    return v == "bp"

@bp.app_template_global("bpglobal")
def bpglobal():
    return "G"

bp.add_app_template_filter(lambda s: s + "!", "bang")
bp.add_app_template_test(lambda s: s.endswith("!"), "banged")
bp.add_app_template_global(lambda *a: "/".join(map(str, a)), "joinall")
app.register_blueprint(bp)

@app.post("/render")
def render():
    data = request.get_json()
    return render_template_string(data["source"], **(data.get("context") or {}))

@app.get("/plain")
def plain():
    return app.jinja_env.from_string("{% autoescape false %}{{ 'a<\nb'|nl2br }}{% endautoescape %}|{{ 'a<\nb'|nl2br }}").render()

@app.get("/names")
def names():
    e = app.jinja_env
    return ",".join(n for n in ("reverse_text", "rev", "other", "bare", "added", "spread", "direct", "nl2br", "from_bp", "bang", "upper") if n in e.filters) + "|" + ",".join(n for n in ("even_length", "longer", "prime", "answer", "bptest", "banged", "odd") if n in e.tests) + "|" + ",".join(n for n in ("hello", "today", "ctxglobal", "length_of", "bpglobal", "url_for", "range") if n in e.globals)
