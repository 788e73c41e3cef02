import io
import os
import tempfile
from flask import Flask, request

app = Flask("oracle")


@app.post("/read")
def read():
    f = request.files["f"]
    return {"first": f.read(3).decode(), "tell": f.tell(), "rest": f.read().decode(), "end": f.read().decode(),
            "seek": f.seek(1), "two": f.read(2).decode(), "again": request.files["f"].read(1).decode(),
            "zero": f.read(0).decode(), "minus": f.read(-1).decode()}


@app.post("/save")
def save():
    f = request.files["f"]
    path = os.path.join(tempfile.mkdtemp(), "saved.txt")
    f.save(path)
    with open(path) as saved:
        first = saved.read()
    after = f.read().decode()
    f.seek(0)
    out = io.BytesIO()
    f.save(out)
    return {"first": first, "after": after, "second": out.getvalue().decode()}


@app.post("/save-after-read")
def save_after_read():
    f = request.files["f"]
    f.read(2)
    out = io.BytesIO()
    f.save(out)
    return out.getvalue()


@app.post("/save-nowhere")
def save_nowhere():
    request.files["f"].save("/nowhere/at/all/x")
    return "saved"


@app.post("/stream")
def stream():
    f = request.files["f"]
    return {"a": f.stream.read().decode(), "name": f.name, "same": request.files.get("f") is f}


@app.post("/info")
def info():
    files = request.files
    return {"keys": list(files.keys()), "count": len(files), "has": "f" in files, "none": files.get("none") is None,
            "list": [f.filename for f in files.getlist("f")], "lists": [[k, [f.filename for f in v]] for k, v in files.lists()],
            "dict": {k: f.filename for k, f in files.to_dict().items()},
            "flat": {k: [f.filename for f in v] for k, v in files.to_dict(flat=False).items()},
            "true": [bool(f) for f in files.getlist("f")], "form": request.form.to_dict()}


@app.post("/need/<name>")
def need(name):
    return request.files[name].read()


@app.post("/types")
def types():
    return {k: [f.content_type, f.mimetype, f.mimetype_params, f.content_length, f.headers.get("X-A"), f.headers.get("x-a", "none")] for k, f in request.files.items()}
