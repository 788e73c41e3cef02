from flask import Flask, request

app = Flask("oracle")


@app.route("/both", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def both():
    return {"args": [[k, v] for k, v in request.args.items(multi=True)], "form": [[k, v] for k, v in request.form.items(multi=True)],
            "values": [[k, v] for k, v in request.values.items(multi=True)], "query": request.query_string.decode("latin-1"),
            "full": request.full_path, "data": request.get_data(as_text=True)}
