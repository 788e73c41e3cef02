from flask import Flask, render_template, render_template_string, stream_template_string, template_rendered, before_render_template, flash, get_flashed_messages, session, redirect, url_for, request, message_flashed, get_template_attribute
app = Flask("oracle")
app.secret_key = "sig"
events = []

def keys(context):
    return sorted(k for k in context if k in ("a", "b", "cp", "g", "request", "session", "config", "url_for"))

@before_render_template.connect_via(app)
def before(sender, template, context, **extra):
    events.append(["before", template.name, keys(context), sorted(extra)])
    context["added"] = "by signal"

@template_rendered.connect_via(app)
def after(sender, template, context, **extra):
    events.append(["after", template.name, context.get("a"), sender is app])

@message_flashed.connect_via(app)
def flashed(sender, message, category, **extra):
    events.append(["flash", message, category])

@app.context_processor
def cp():
    return {"cp": 1}

@app.get("/file")
def file_():
    return render_template("page.html", a=1)

@app.get("/string")
def string_():
    return render_template_string("{{ a }}{{ added }}", a="A")

@app.get("/stream")
def stream():
    return stream_template_string("{{ a }}{{ added }}", a="S")

@app.get("/include")
def include():
    return render_template("outer.html", a=2)

@app.get("/error")
def error():
    return render_template_string("{{ a.b.c }}", a=None)

@app.get("/syntax")
def syntax():
    return render_template_string("{% if %}")

@app.get("/missing")
def missing():
    return render_template("missing.html")

@app.get("/attr")
def attr():
    return get_template_attribute("m.html", "m")()

@app.get("/connected")
def connected():
    seen = []
    def record(sender, template, context, **extra):
        seen.append((template.name, context["a"]))
    with template_rendered.connected_to(record, app):
        render_template_string("x", a=1)
        render_template("page.html", a=2)
    render_template_string("y", a=3)
    return repr(seen)

@app.get("/events")
def events_():
    out = list(events)
    events.clear()
    return {"events": out}

@app.get("/flash")
def do_flash():
    flash("plain")
    flash("<b>markup</b>", "warning")
    flash("third", category="error")
    flash({"k": 1}, "data")
    return redirect(url_for("show"))

@app.get("/show")
def show():
    return render_template("flash.html")

@app.get("/same")
def same():
    flash("now")
    return render_template_string("{% for m in get_flashed_messages() %}{{ m }}{% endfor %}|{% for m in get_flashed_messages() %}{{ m }}{% endfor %}")

@app.get("/filter")
def filter_():
    flash("a", "info"); flash("b", "error"); flash("c", "info")
    return render_template_string("{{ get_flashed_messages(category_filter=['info']) }}|{{ get_flashed_messages(with_categories=true, category_filter=['error']) }}|{{ get_flashed_messages(with_categories=true)|length }}|{{ get_flashed_messages(true, ['nope']) }}|{{ get_flashed_messages() is sameas get_flashed_messages() }}")

@app.get("/python")
def python():
    return repr(get_flashed_messages(with_categories=True)) + repr(session.get("_flashes"))
