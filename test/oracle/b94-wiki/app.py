"""A wiki: Jinja with macros, inheritance, filters, tests; history, diffs, a feed and a search."""
import difflib
import re
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from flask import Flask, Response, abort, flash, g, get_template_attribute, make_response, redirect, render_template, render_template_string, request, session, stream_template, stream_template_string, url_for
from jinja2 import pass_context, pass_environment, pass_eval_context
from markupsafe import Markup, escape
from werkzeug.routing import BaseConverter

app = Flask(__name__)
app.config.update(SECRET_KEY="wiki", SITE="Wiki & co")
app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
app.jinja_env.line_statement_prefix = None
PAGES = {}


class PageConverter(BaseConverter):
    regex = r"[a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*)*"
    part_isolating = False
    weight = 300

    def to_python(self, value):
        return value.replace("_", " ")

    def to_url(self, value):
        return value.lower().replace(" ", "_")


app.url_map.converters["page"] = PageConverter


class Page:
    def __init__(self, name, text="", tags=(), **meta):
        self.name, self.text, self.tags, self.meta, self.revisions = name, text, list(tags), meta, []

    letter = property(lambda self: self.name[0].upper())
    size = property(lambda self: len(self.text))

    def save(self, text, by):
        n = len(self.revisions)
        self.revisions.append({"n": n + 1, "by": by, "at": datetime.fromtimestamp(1700000000 + n * 90000, timezone.utc), "delta": len(text) - len(self.text), "old": self.text})
        self.text = text


@app.template_filter()
@pass_eval_context
def wiki(eval_ctx, text):
    def link(m):
        name = m[1].strip()
        cls = "" if name.lower() in PAGES else Markup(' class="new"')
        return Markup('<a href="{}"{}>{}</a>').format(url_for("page", name=name.lower()), cls, m[2] or name)
    out = Markup("")
    for para in re.split(r"\n\n+", text):
        html, last = Markup(""), 0
        for m in re.finditer(r"\[\[([^|\]]+)(?:\|([^\]]*))?\]\]", para):
            html += para[last:m.start()] + link(m)
            last = m.end()
        html += para[last:]
        out += Markup("<p>%s</p>\n") % html
    return out if eval_ctx.autoescape else str(out)


@app.template_filter("datetime")
def format_datetime(value, format="%Y-%m-%d %H:%M"):
    return value.strftime(format)


@app.template_test("minor")
def is_minor(rev):
    return abs(rev["delta"]) < 5


@app.template_global()
@pass_context
def who(context, sep="-"):
    return sep.join([context["g"].user, context.get("page").name if context.get("page") else "?", str("session" in context)])


@app.before_request
def user():
    g.user = session.get("user", "anon")


@app.context_processor
def extra():
    return {"version": 3, "helper": lambda x, y=2, *, z=3: f"{x}{y}{z}"}


def seed():
    for name, text, tags, meta in (("home", "Welcome to [[Home]].\n\nSee [[help/first steps|the <help>]] & [[Nowhere]].", ["a", "b&c"], {"lang": "en"}), ("help/first steps", "One two three.", [], {"lang": "de", "order": 2}), ("help", "Up [[home]]", ["x"], {})):
        PAGES[name] = Page(name, "", tags, **meta)
        PAGES[name].save(text, "root <r>")


seed()


@app.get("/")
def index():
    tree = {}
    for name in PAGES:
        node = tree
        for part in name.split("/"):
            node = node.setdefault(part, {})
    return render_template("pages/index.html", pages=sorted(PAGES.values(), key=lambda p: p.name), tree=tree)


@app.get("/<page:name>")
def page(name):
    p = PAGES.get(name)
    if p is None:
        return redirect(url_for("edit", name=name))
    response = make_response(render_template("pages/show.html", page=p, backlinks=[q.name for q in PAGES.values() if f"[[{name}" in q.text.lower()]))
    response.set_etag(f"{name}-{len(p.revisions)}".replace(" ", "_"))
    response.headers["Link"] = f"<{url_for('history', name=name, _external=True)}>; rel=history"
    return response.make_conditional(request)


@app.route("/<page:name>/+edit", methods=["GET", "POST"])
def edit(name):
    p = PAGES.get(name)
    if request.method == "POST":
        text = request.form["text"].replace("\r\n", "\n")
        if "preview" in request.form:
            old = p.text.splitlines() if p else []
            diff = [(line[0], line[1:]) for line in difflib.unified_diff(old, text.splitlines(), lineterm="", n=0) if line[:2] not in ("--", "++", "@@")]
            return render_template(["pages/preview.html", "pages/edit.html"], page=p, text=text, diff=diff)
        created = p is None
        p = p or PAGES.setdefault(name, Page(name))
        p.tags = request.form.get("tags", "").split()
        p.save(text, g.user)
        flash(Markup("<b>%s</b> %s") % (name, "made" if created else "saved"), "ok")
        session["edits"] = session.get("edits", 0) + 1
        return redirect(url_for("page", name=name, _anchor="top" if created else None), 303)
    return render_template("pages/edit.html", page=p), 200 if p else 404


@app.get("/<page:name>/+history")
def history(name):
    p = PAGES.get(name) or abort(404)
    return stream_template_string("{% for r in revs %}{{ r.n }}:{{ r.old|length }}:{{ r.at|datetime }} {{ who() }}\n{% endfor %}{{ g.user }}", revs=p.revisions, page=p), {"Content-Type": "text/plain; charset=utf-8"}


@app.get("/+stream")
def stream():
    return stream_template("pages/edit.html", page=PAGES["help"], text=request.args.get("t"))


@app.get("/+search")
def search():
    q = request.args.get("q", "")
    found = [p for p in PAGES.values() if q.lower() in p.text.lower()]
    return render_template_string("""{%- extends 'layout.html' -%}
{%- block body -%}
{%- for p in found recursive -%}
{{ loop.index }}/{{ loop.length }} {{ p.name|replace(' ', '_')|urlencode }} {{ p.text|wordwrap(20, wrapstring='|')|e }} {{ p.text|striptags|truncate(15) }}
{% endfor %}{{ helper(1) }} {{ helper('a', z=5) }} {{ version }} {{ q|e|length }} {{ q|urlize }} {{ q|forceescape }} {{ q|safe|escape }} {{ ['b', 'A']|sort|join(q) }} {{ q is sameas q }} {{ q in 'abc' }} {{ (q ~ 1)|int(7) }} {{ who('+') }}
{%- endblock -%}""", found=found, q=q)


@app.get("/+macro")
def macro():
    crumb, tree = get_template_attribute("macros/ui.html", "crumb"), get_template_attribute("macros/ui.html", "tree")
    return crumb(PAGES["help/first steps"], sep=" > ") + tree({"a": {"b": {}}, "<": {}}) + Markup(" <i>") + " <i>"


@app.get("/+text/<kind>")
def text(kind):
    if kind == "wiki":
        return render_template_string("{% autoescape false %}{{ t|wiki }}{{ t }}{% endautoescape %}{{ t }}", t="<x> [[home]]")
    if kind == "error":
        return render_template("pages/none.html")
    if kind == "body":
        return render_template("layout.html")
    if kind == "undefined":
        return render_template_string("{{ nothing.attr }}")
    if kind == "debug":
        return render_template_string("{{ nothing|default('d') }}{{ nothing }}{{ nothing is defined }}{{ page.name if page }}{{ [1, 2][5] }}{{ 'x'.nope }}{{ {}['k'] }}")
    abort(418)


@app.errorhandler(418)
def teapot(e):
    return render_template_string("{{ error.code }} {{ error.name }} {{ error.description is string }} {% if error %}y{% endif %}", error=e), 418


@app.post("/+login")
def login():
    session["user"] = request.form["user"]
    return redirect(request.referrer or url_for("index"))
