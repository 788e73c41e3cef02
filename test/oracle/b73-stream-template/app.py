from flask import Flask, stream_template, stream_template_string, render_template, session, g, request, flash, Response, stream_with_context, make_response
app = Flask("oracle")
app.secret_key = "s"
log = []

@app.context_processor
def cp():
    return {"cp": "cp"}

@app.get("/file")
def file_():
    return stream_template("stream.html", items=[1, 2, 3], name="<n>")

@app.get("/string")
def string_():
    return stream_template_string("{% for i in items %}{{ i }},{% endfor %}{{ request.path }}|{{ cp }}|{{ '<' }}", items=range(4))

@app.get("/list")
def list_():
    return stream_template(["nope.html", "stream.html"], items=[], name="l")

@app.get("/generator")
def generator():
    def rows():
        for i in range(3):
            log.append(i)
            yield {"i": i}
    return stream_template_string("{% for r in rows %}[{{ r.i }}:{{ loop.index }}:{{ loop.first }}]{% endfor %}", rows=rows())

@app.get("/log")
def log_():
    return {"log": log}

@app.get("/session")
def session_():
    session["n"] = session.get("n", 0) + 1
    return stream_template_string("n={{ session.n }}|{{ session.get('x', 'none') }}")

@app.get("/g")
def g_():
    g.user = "ann"
    return stream_template_string("{{ g.user }}|{{ g.nope }}|{{ request.args.q }}|{{ request.method }}|{{ config.TESTING }}")

@app.get("/flash")
def flash_():
    flash("one"); flash("two", "warn")
    return stream_template_string("{% for c, m in get_flashed_messages(true) %}{{ c }}:{{ m }};{% endfor %}")

@app.get("/type")
def type_():
    r = Response(stream_template_string("a,b\n{% for i in [1,2] %}{{ i }},{{ i * i }}\n{% endfor %}"), mimetype="text/csv")
    r.headers["Content-Disposition"] = "attachment; filename=x.csv"
    return r

@app.get("/status")
def status():
    return stream_template_string("created {{ x }}", x=1), 201, {"X-A": "b"}

@app.get("/extends")
def extends():
    return stream_template("child.html", items=["a", "b"])

@app.get("/joined")
def joined():
    parts = list(stream_template_string("a{{ x }}b{% for i in [1,2] %}{{ i }}{% endfor %}", x="<"))
    return "".join(parts) + "|" + str(len(parts) > 1)

@app.get("/missing")
def missing():
    return stream_template("missing.html")

@app.get("/syntax")
def syntax():
    return stream_template_string("{% if %}")

@app.get("/with")
def with_():
    def gen():
        yield "start "
        yield from stream_template_string("{{ request.path }} {{ x }}", x=2)
        yield " end"
    return stream_with_context(gen())

@app.get("/made")
def made():
    r = make_response(stream_template_string("x{{ 1 }}"))
    r.set_cookie("k", "v")
    return r

@app.after_request
def after(response):
    response.headers["X-Streamed"] = str(response.is_streamed)
    return response
