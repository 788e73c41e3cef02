from datetime import datetime, timedelta, timezone
from flask import Flask, make_response, request

app = Flask("oracle")


@app.route("/doc", methods=["GET", "HEAD", "POST", "PUT"])
def doc():
    r = make_response("document body")
    if "etag" in request.args:
        r.set_etag(request.args["etag"], weak="weak" in request.args)
    if "auto" in request.args:
        r.add_etag()
    if "modified" in request.args:
        r.last_modified = datetime.fromtimestamp(int(request.args["modified"]), timezone.utc)
    if "range" in request.args:
        return r.make_conditional(request, accept_ranges=True, complete_length=13)
    if "units" in request.args:
        return r.make_conditional(request, accept_ranges="items", complete_length=13)
    return r.make_conditional(request)


@app.put("/lock")
def lock():
    current = '"v3"'
    if not request.if_match:
        return "precondition required", 428
    if not request.if_match.contains_raw(current):
        return "changed", 412
    return "saved"


@app.get("/since")
def since():
    when = request.if_modified_since
    if when is None:
        return "no date"
    age = datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc) - when
    return {"seconds": age.total_seconds(), "old": age > timedelta(days=1), "weekday": when.weekday(), "text": when.strftime("%Y-%m-%d")}
