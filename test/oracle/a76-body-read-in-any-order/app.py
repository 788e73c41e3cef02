from flask import Flask, request

app = Flask("oracle")
PARTS = {
    "data": lambda: request.data.decode("latin-1"),
    "get": lambda: request.get_data().decode("latin-1"),
    "text": lambda: request.get_data(as_text=True),
    "nocache": lambda: request.get_data(cache=False).decode("latin-1"),
    "parse": lambda: request.get_data(parse_form_data=True).decode("latin-1"),
    "parsenocache": lambda: request.get_data(cache=False, parse_form_data=True).decode("latin-1"),
    "form": lambda: [[k, v] for k, v in request.form.items(multi=True)],
    "files": lambda: sorted(request.files.keys()),
    "values": lambda: [[k, v] for k, v in request.values.items(multi=True)],
    "json": lambda: request.get_json(silent=True),
    "force": lambda: request.get_json(silent=True, force=True),
    "args": lambda: request.args.to_dict(),
    "length": lambda: request.content_length,
}


@app.route("/<order>", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
def order(order):
    return {"out": [[name, PARTS[name]()] for name in order.split("-")]}
