from flask import Flask, request
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict, MultiDict

app = Flask("oracle")


def pairs(d):
    return [[k, v] for k, v in d.items(multi=True)]


@app.get("/made")
def made():
    a = MultiDict([("a", "1"), ("b", "2"), ("a", "3")])
    b = MultiDict({"a": ["1", "2"], "b": "3", "c": []})
    c = MultiDict(a)
    c["a"] = "9"
    return {"a": pairs(a), "b": pairs(b), "c": pairs(c), "len": [len(a), len(b), len(MultiDict())], "empty": bool(MultiDict()),
            "keys": list(a.keys()), "values": list(a.values()), "listvalues": list(a.listvalues()), "lists": [[k, v] for k, v in a.lists()],
            "has": ["a" in a, "z" in a], "eq": a == MultiDict([("a", "1"), ("a", "3"), ("b", "2")])}


@app.get("/change")
def change():
    d = MultiDict([("a", "1"), ("b", "2"), ("a", "3")])
    out = {}
    d.add("a", "4")
    d.add("c", "5")
    out["add"] = pairs(d)
    d["b"] = "6"
    out["set"] = pairs(d)
    d.setlist("c", ["7", "8"])
    out["setlist"] = pairs(d)
    out["setdefault"] = [d.setdefault("a", "x"), d.setdefault("d", "9")]
    out["setlistdefault"] = [d.setlistdefault("a", ["x"]), d.setlistdefault("e", ["1", "2"])]
    out["pop"] = [d.pop("a"), d.pop("a", None), d.pop("zz", "none")]
    out["poplist"] = [d.poplist("c"), d.poplist("c")]
    out["left"] = pairs(d)
    out["popitem"] = list(d.popitem())
    d.update({"b": "10", "f": ["11", "12"]})
    d.update(MultiDict([("b", "13")]))
    out["update"] = pairs(d)
    del d["b"]
    out["del"] = pairs(d)
    copy = d.copy()
    copy["d"] = "other"
    out["copy"] = [pairs(d), pairs(copy)]
    d.clear()
    out["clear"] = pairs(d)
    return out


@app.get("/args")
def args():
    copy = request.args.copy()
    copy["n"] = "changed"
    copy.add("m", "added")
    return {"copy": pairs(copy), "args": pairs(request.args), "to_dict": copy.to_dict(), "deep": request.args.to_dict(flat=False),
            "get": [request.args.get("n"), request.args.get("none"), request.args.get("none", "d"), request.args.get("n", type=int),
                    request.args.get("n", 5, type=int), request.args.get("n", type=float), request.args.get("n", default="q", type=int)],
            "lists": [request.args.getlist("n"), request.args.getlist("n", type=int), request.args.getlist("none")]}


@app.get("/missing/<how>")
def missing(how):
    d = MultiDict([("a", "1")])
    if how == "brackets":
        return d["b"]
    if how == "pop":
        return d.pop("b")
    if how == "del":
        del d["b"]
    if how == "popitem":
        d.clear()
        d.popitem()
    if how == "immutable-set":
        ImmutableMultiDict([("a", "1")])["a"] = "2"
    if how == "immutable-del":
        del ImmutableMultiDict([("a", "1")])["a"]
    if how == "args-set":
        request.args["a"] = "2"
    if how == "args-del":
        del request.args["a"]
    if how == "args-pop":
        return request.args.pop("a")
    if how == "args-add":
        request.args.add("a", "1")
    if how == "args-clear":
        request.args.clear()
    if how == "args-update":
        request.args.update({"a": "1"})
    if how == "args-missing":
        return request.args["nope"]
    if how == "values-missing":
        return request.values["nope"]
    if how == "cookies-missing":
        return request.cookies["nope"]
    return "done"


@app.route("/combined", methods=["GET", "POST"])
def combined():
    c = CombinedMultiDict([MultiDict([("a", "1"), ("b", "2")]), MultiDict([("a", "3"), ("c", "x"), ("c", "4")])])
    return {"get": [c["a"], c.get("c"), c.get("c", type=int), c.get("z"), c.get("z", "d")], "getlist": [c.getlist("a"), c.getlist("c", type=int)],
            "keys": sorted(c.keys()), "len": len(c), "has": ["c" in c, "z" in c], "pairs": sorted(pairs(c)),
            "dict": c.to_dict(), "flat": c.to_dict(flat=False), "lists": sorted([k, v] for k, v in c.lists()),
            "values": [request.values.get("a"), request.values.getlist("a"), request.values.to_dict(flat=False), sorted(request.values.keys()), len(request.values)],
            "copy": sorted(pairs(c.copy()))}


@app.get("/immutable")
def immutable():
    d = ImmutableMultiDict([("a", "1"), ("a", "2")])
    c = d.copy()
    c.add("a", "3")
    return {"d": pairs(d), "c": pairs(c), "get": d.get("a"), "list": d.getlist("a"), "type": type(c).__name__}
