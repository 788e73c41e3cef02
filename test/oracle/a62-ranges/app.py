import io

from flask import Flask, Response, make_response, request, send_file

app = Flask("oracle")


@app.get("/memory")
def memory():
    return send_file(io.BytesIO(b"0123456789"), mimetype="text/plain", etag="m1", last_modified=1600000000)


@app.get("/memory-no-etag")
def memory_no_etag():
    return send_file(io.BytesIO(b"0123456789"), download_name="n.txt")


@app.get("/memory-empty")
def memory_empty():
    return send_file(io.BytesIO(b""), mimetype="text/plain")


@app.get("/file")
def file():
    return send_file("static/letters.txt", as_attachment=True, download_name="l.txt", max_age=5)


@app.get("/unconditional")
def unconditional():
    return send_file("static/letters.txt", conditional=False)


@app.route("/text", methods=["GET", "HEAD", "POST"])
def text():
    response = make_response("hello world")
    response.set_etag("t")
    return response.make_conditional(request, accept_ranges=True, complete_length=11)


@app.get("/text-no-length")
def text_no_length():
    return make_response("hello world").make_conditional(request, accept_ranges=True)


@app.get("/items")
def items():
    return make_response("0123456789").make_conditional(request, accept_ranges="items", complete_length=10)


@app.get("/none")
def none():
    response = make_response("0123456789")
    response.accept_ranges = "none"
    return response


@app.get("/generator")
def generator():
    response = Response((c * 3 for c in "abcdef"), mimetype="text/plain")
    return response.make_conditional(request, accept_ranges=True, complete_length=18)


@app.get("/list")
def chunks():
    response = Response([b"abc", b"def", b"ghi"], mimetype="text/plain")
    return response.make_conditional(request, accept_ranges="bytes", complete_length=9)


@app.get("/asked")
def asked():
    r = request.range
    if r is None:
        return {"range": None}
    return {
        "units": r.units,
        "ranges": r.ranges,
        "header": r.to_header(),
        "ten": r.range_for_length(10),
        "content": str(r.make_content_range(10)) if r.make_content_range(10) else None,
        "text": r.to_content_range_header(10),
    }


@app.errorhandler(416)
def unsatisfiable(error):
    return f"416 of {error.length} {error.units}", 416


@app.after_request
def after(response):
    response.headers["X-Status"] = response.status
    return response
