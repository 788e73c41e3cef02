from flask import Flask, Response, request
from werkzeug.datastructures import HeaderSet, RequestCacheControl, ResponseCacheControl

app = Flask("oracle")


@app.get("/cc")
def cc():
    c = request.cache_control
    return {"no_cache": c.no_cache, "no_store": c.no_store, "max_age": c.max_age, "max_stale": c.max_stale, "min_fresh": c.min_fresh, "only": c.only_if_cached,
            "no_transform": c.no_transform, "stale": c.stale_if_error, "provided": c.provided, "header": c.to_header(), "len": len(c), "has": "no-cache" in c, "get": c.get("x-own"), "keys": list(c.keys())}


@app.get("/sets")
def sets():
    p = request.pragma
    a = request.access_control_request_headers
    return {"pragma": list(p), "len": len(p), "true": bool(p), "has": "no-cache" in p, "header": p.to_header(), "find": [p.find("NO-CACHE"), p.find("zz")],
            "acrh": None if a is None else [list(a), "x-one" in a, a.to_header(), sorted(a.as_set())], "acrm": request.access_control_request_method}


@app.get("/misc")
def misc():
    return {"ua": [request.user_agent.string, str(request.user_agent), request.user_agent.to_header(), request.user_agent.browser, request.user_agent.platform, request.user_agent.version, request.user_agent.language],
            "referrer": request.referrer, "origin": request.origin, "md5": request.content_md5, "encoding": request.content_encoding, "forwards": request.max_forwards,
            "route": list(request.access_route), "remote": request.remote_addr, "mime": request.mimetype, "params": request.mimetype_params, "type": request.content_type,
            "length": request.content_length, "is_json": request.is_json, "want": request.want_form_data_parsed, "scheme": request.scheme, "secure": request.is_secure, "method": request.method}


@app.get("/hand")
def hand():
    h = HeaderSet(["foo", "Bar", "foo"])
    out = {"a": [list(h), len(h), "FOO" in h, h.to_header(), str(h)]}
    h.add("baz")
    h.add("BAR")
    h.update(["x", "y z"])
    out["b"] = [list(h), h.to_header(), h.find("baz"), h.find("no")]
    h.remove("foo")
    h.discard("nope")
    out["c"] = [h.to_header(), sorted(h.as_set()), sorted(h.as_set(preserve_casing=True))]
    h.clear()
    out["d"] = [len(h), bool(h)]
    r = ResponseCacheControl()
    r.max_age = 60
    r.public = True
    r.no_cache = "Set-Cookie"
    r.private = None
    r.s_maxage = 10
    r.immutable = True
    r.stale_while_revalidate = 5
    r.must_revalidate = True
    out["r"] = [r.to_header(), r.max_age, r.public, r.no_cache, r.private, r.no_store, r.must_understand, len(r)]
    q = RequestCacheControl([("max-age", "3"), ("no-cache", None)])
    out["q"] = [q.max_age, q.no_cache, q.no_store, q.to_header(), q.provided]
    return out


@app.get("/remove-missing")
def remove_missing():
    HeaderSet(["a"]).remove("b")
    return "removed"


@app.get("/vary")
def vary():
    r = Response("x")
    r.vary = ["Cookie", "accept"]
    r.vary.add("COOKIE")
    r.vary.add("Origin")
    r.vary.discard("accept")
    r.allow = "GET, POST"
    r.allow.add("PUT")
    r.content_language = ["en", "de"]
    r.cache_control.max_age = 5
    r.cache_control.no_store = True
    r.cache_control.no_store = False
    return r
