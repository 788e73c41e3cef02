from flask import Flask, after_this_request, flash, get_flashed_messages, jsonify, make_response, redirect, render_template_string, request, session, url_for, message_flashed
from markupsafe import Markup

app = Flask("oracle")
app.secret_key = "flash wide"
seen = []


@message_flashed.connect_via(app)
def record(sender, message, category, **extra):
    seen.append([str(message), category])


@app.after_request
def late(response):
    if request.args.get("late"):
        flash(request.args["late"], "late")
    return response


@app.get("/flash/<message>")
def add(message):
    flash(message, request.args.get("category", "message"))
    return f"{len(session['_flashes'])}"


@app.get("/many")
def many():
    flash("plain")
    flash("warn", "warning")
    flash("bad", category="error")
    flash(Markup("<b>html</b>"), "info")
    flash("<b>text</b>", "info")
    flash("again", "error")
    flash("", "empty")
    flash("no category", "")
    return "many"


@app.get("/odd")
def odd():
    flash(5)
    flash({"a": [1]}, "dict")
    flash(("t", 1), "tuple")
    flash(None, "none")
    return "odd"


@app.get("/all")
def all_messages():
    return jsonify(get_flashed_messages())


@app.get("/pairs")
def pairs():
    return jsonify(get_flashed_messages(with_categories=True))


@app.get("/filter")
def filtered():
    wanted = request.args.getlist("c")
    return jsonify(get_flashed_messages(category_filter=wanted), get_flashed_messages(True, wanted), get_flashed_messages(category_filter=["nope"]))


@app.get("/positional")
def positional():
    return jsonify(get_flashed_messages(True, ["error"]))


@app.get("/twice")
def twice():
    first = get_flashed_messages()
    flash("between")
    second = get_flashed_messages()
    return jsonify(first, second)


@app.get("/flash-and-get")
def flash_and_get():
    flash("now")
    return jsonify(get_flashed_messages())


@app.get("/get-and-clear")
def get_and_clear():
    messages = get_flashed_messages()
    session.clear()
    return jsonify(messages)


@app.get("/clear")
def clear():
    session.clear()
    return "cleared"


@app.get("/go")
def go():
    flash("redirected", "success")
    return redirect(url_for("page", kind="success"))


@app.get("/page")
def page():
    return render_template_string(
        """{% with messages = get_flashed_messages(with_categories=true) %}{% if messages %}<ul>{% for category, message in messages %}<li class="{{ category }}">{{ message }}</li>{% endfor %}</ul>{% else %}none{% endif %}{% endwith %}"""
    )


@app.get("/page-filter")
def page_filter():
    return render_template_string(
        "{% for m in get_flashed_messages(category_filter=['error']) %}[{{ m }}]{% endfor %}"
        "{% for m in get_flashed_messages(category_filter=('info',)) %}({{ m }}){% endfor %}"
        "{{ get_flashed_messages()|length }}"
        "{{ get_flashed_messages(true)|map(attribute=0)|join(',') }}"
    )


@app.get("/page-include")
def page_include():
    return render_template_string(
        "{% macro show() %}{% for c, m in get_flashed_messages(with_categories=True) %}{{ c }}:{{ m }};{% endfor %}{% endmacro %}{{ show() }}|{{ show() }}"
    )


@app.get("/peek")
def peek():
    return jsonify([list(f) for f in session.get("_flashes", [])])


@app.get("/other")
def other():
    session["other"] = session.get("other", 0) + 1
    return str(session["other"])


@app.get("/seen")
def show_seen():
    lines = list(seen)
    seen.clear()
    return jsonify(lines)


@app.errorhandler(404)
def missing(e):
    flash("not found", "error")
    return redirect("/page")
