from flask import Flask, request, url_for, jsonify
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import (BuildError, EndpointPrefix, Map, RequestRedirect, Rule, RuleTemplate, Subdomain, Submount, BaseConverter)

app = Flask("oracle", static_folder=None)


def show(**values):
    return jsonify(endpoint=request.endpoint, rule=request.url_rule.rule, values=values)


app.url_map.add(Rule("/plain", endpoint="plain"))
app.url_map.add(Rule("/get/<int:n>", endpoint="get", methods=["GET"]))
app.url_map.add(Submount("/blog", [
    Rule("/", endpoint="blog.index"),
    Rule("/entry/<slug>", endpoint="blog.entry", methods=["GET", "POST"]),
    Submount("/admin/", [Rule("/x/", endpoint="blog.admin")]),
]))
app.url_map.add(EndpointPrefix("shop/", [Rule("/shop", endpoint="index"), Submount("/shop", [Rule("/cart/<int:n>", endpoint="cart", defaults={"kind": "c"})])]))
resource = RuleTemplate([
    Rule("/$name/", endpoint="$name.list"),
    Rule("/$name/<int:id>", endpoint="$name.show", defaults={"kind": "$name"}),
])
app.url_map.add(resource(name="user"))
app.url_map.add(Submount("/api", [resource(name="page")]))

for e in ("plain", "get", "blog.index", "blog.entry", "blog.admin", "shop/index", "shop/cart", "user.list", "user.show", "page.list", "page.show"):
    app.view_functions[e] = show


@app.endpoint("late")
def late(n):
    return f"late {n}"


app.url_map.add(Rule("/late/<n>", endpoint="late"))
app.url_map.add(Rule("/noview", endpoint="noview"))


def own_map():
    return Map([
        Rule("/", endpoint="index"),
        Rule("/downloads/", endpoint="downloads/index"),
        Rule("/downloads/<int:id>", endpoint="downloads/show"),
        Rule("/dl/<int:id>", endpoint="downloads/show", alias=True),
        Rule("/m", endpoint="m", methods=["PUT"]),
        Rule("/page/", endpoint="page", defaults={"n": 1}),
        Rule("/page/<int:n>", endpoint="page"),
        Rule("/k/<x>", endpoint="k", subdomain="kb"),
        Subdomain("<lang>", [Rule("/w", endpoint="w")]),
    ])


def match(adapter, *args, **kw):
    try:
        r = adapter.match(*args, **kw)
        return [str(r[0]) if not isinstance(r[0], Rule) else "Rule " + r[0].rule, r[1]]
    except RequestRedirect as e:
        return ["redirect", e.new_url, e.code]
    except MethodNotAllowed as e:
        return [405, sorted(e.valid_methods)]
    except NotFound as e:
        return [404]


def build(adapter, *args, **kw):
    try:
        return adapter.build(*args, **kw)
    except BuildError as e:
        return "BuildError " + str(e.suggested.endpoint if e.suggested else None)


@app.get("/adapter/<part>")
def adapter(part):
    m = own_map()
    a = m.bind("example.com", "/", url_scheme="https")
    b = m.bind("example.com", "/base", subdomain="kb", query_args={"q": "a b", "r": 1})
    c = m.bind("example.com", path_info="/downloads/42", default_method="POST", query_args="z=9")
    return jsonify({
        "match": [match(a, "/"), match(a, "/downloads"), match(a, "/downloads/"), match(a, "/downloads/42"), match(a, "/nope"), match(a, "/m"),
                  match(a, "/m", "PUT"), match(a, "/m", method="PUT"), match(a, "/downloads/42", return_rule=True), match(a, "/page/1"), match(a, "/dl/3"), match(a, "/k/1"), match(a, "/w")],
        "sub": [match(b, "/k/1"), match(b, "/"), match(b, "/w"), match(b, "/downloads"), match(b, "/page/1", query_args="own=1")],
        "own": [match(c), match(c, method="GET"), match(c, "/downloads"), match(c, "/page/1"), match(c, "/dl/3", query_args={"x": "y z"})],
        "build": [build(a, "index"), build(a, "downloads/show", {"id": 42}), build(a, "downloads/show", {"id": 42, "x": [1, 2]}), build(a, "downloads/show", {"id": 1}, force_external=True),
                  build(a, "nope"), build(a, "m", method="PUT"), build(a, "m", {}, "GET"), build(a, "m", None, None, True), build(a, "k", {"x": "1"}), build(a, "w", {"lang": "de"}),
                  build(a, "index", {"q": 1}, append_unknown=False), build(a, "index", force_external=True, url_scheme="http"), build(a, "index", url_scheme="wss", force_external=True), build(a, "page", {"n": 1}), build(a, "page")],
        "subbuild": [build(b, "index"), build(b, "k", {"x": "1"}), build(b, "w", {"lang": "kb"})],
        "test": [a.test("/"), a.test("/nope"), a.test("/m"), a.test("/m", "PUT"), a.test("/downloads")],
        "allowed": [sorted(a.allowed_methods("/m")), a.allowed_methods("/nope")],
        "host": [a.get_host(None), a.get_host("x"), a.get_host(""), b.get_host(None)],
        "redirect": [a.make_redirect_url("/foo/bar"), b.make_redirect_url("foo"), a.make_redirect_url("/x", {"a": "b"}), a.make_redirect_url("x", domain_part="d")],
        "dispatch": [a.dispatch(lambda e, v: [e, v], "/downloads/7"), type(a.dispatch(lambda e, v: 1, "/downloads")).__name__, a.dispatch(lambda e, v: 1, "/nope", catch_http_exceptions=True).code],
        "attributes": [a.server_name, a.script_name, a.subdomain, a.url_scheme, a.path_info, a.default_method, b.script_name, b.subdomain, c.path_info, c.default_method, c.query_args],
    }[part])


@app.get("/map")
def the_map():
    m = app.url_map
    return jsonify({
        "rules": sorted([r.rule, r.endpoint, sorted(r.methods) if r.methods is not None else None, sorted(r.arguments), r.defaults, r.is_leaf, r.build_only, r.alias] for r in m.iter_rules()),
        "user.show": [str(r) for r in m.iter_rules("user.show")],
        "expecting": [m.is_endpoint_expecting("get", "n"), m.is_endpoint_expecting("get", "x"), m.is_endpoint_expecting("shop/cart", "n", "kind")],
        "flags": [m.strict_slashes, m.merge_slashes, m.redirect_defaults, m.sort_parameters, m.default_subdomain, m.host_matching],
    })


@app.get("/links")
def links():
    return jsonify([url_for("blog.entry", slug="a b"), url_for("blog.admin"), url_for("shop/cart", n=1), url_for("shop/cart", n=1, kind="c"), url_for("user.show", id=2), url_for("page.show", id=3), url_for("page.list")])


@app.get("/rule")
def rule():
    r = Rule("/x/<int:a>", endpoint="e", methods=["post"], defaults={"b": 1}, subdomain="s", strict_slashes=False, redirect_to="y")
    c = r.empty()
    out = [r.rule, r.endpoint, sorted(r.methods), r.defaults, r.subdomain, r.redirect_to, r.is_leaf, sorted(r.arguments)]
    out += [c.rule, c.endpoint, sorted(c.methods), c.defaults, c.subdomain]
    try:
        Rule("x")
    except ValueError:
        out.append("ValueError")
    try:
        Rule("/x", methods="GET")
    except TypeError:
        out.append("TypeError")
    try:
        Rule("/x", metods=["GET"])
    except TypeError:
        out.append("TypeError")
    try:
        app.url_map.is_endpoint_expecting("nope", "a")
    except KeyError:
        out.append("KeyError")
    return jsonify(out)
