from flask import Flask, request

app = Flask("oracle")


def show(file):
    data = file.read()
    return {"name": file.name, "filename": file.filename, "type": file.content_type, "mimetype": file.mimetype,
            "params": file.mimetype_params, "length": file.content_length, "size": len(data), "hex": data[:40].hex(),
            "headers": [[k, v] for k, v in file.headers]}


@app.route("/up", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def up():
    return {"form": [[k, v] for k, v in request.form.items(multi=True)],
            "files": [[k, show(f)] for k, f in request.files.items(multi=True)]}
