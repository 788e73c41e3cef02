from datetime import datetime, timedelta, timezone

from flask import Flask, Response, make_response
from werkzeug.datastructures import ContentRange, ETags, Headers, HeaderSet, ResponseCacheControl, WWWAuthenticate

app = Flask("oracle")
CASES = {}
WHEN = datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


@app.get("/case/<name>")
def view(name):
    response = make_response("ok")
    extra = CASES[name](response)
    if extra is not None:
        response.set_data(str(extra))
    return response


@case
def headers_init(r):
    h = Headers({"A": "1", "B": ["2", "3"]})
    h.add("a", "4")
    return f"{len(h)} {list(h)} {h.getlist('A')}" if False else ";".join(f"{k}={v}" for k, v in h)


@case
def headers_pairs(r):
    h = Headers([("A", "1"), ("A", "2")])
    h.remove("a")
    h.add("C", "x", filename="y z.txt", size=5)
    return ";".join(f"{k}={v}" for k, v in h) + f" {'c' in h} {'a' in h} {len(h)}"


@case
def headers_get_typed(r):
    h = Headers({"N": "5", "X": "five"})
    return f"{h.get('n', type=int)} {h.get('x', 7, type=int)} {h.get('y', 'd')} {h.getlist('n', type=int)}"


@case
def headers_pop(r):
    r.headers["X-A"] = "1"
    r.headers.add("X-A", "2")
    value = r.headers.pop("x-a")
    other = r.headers.pop("x-b", "none")
    return f"{value} {other} {'X-A' in r.headers}"


@case
def headers_update(r):
    r.headers.add("X-A", "1")
    r.headers.add("X-A", "2")
    r.headers.update({"X-A": "3", "X-B": ["4", "5"]})


@case
def headers_update_pairs(r):
    r.headers.update([("X-A", "1"), ("X-A", "2")])


@case
def headers_extend_pairs(r):
    r.headers.extend([("X-A", "1"), ("X-A", "2"), ("X-B", "3")])


@case
def headers_setlistdefault(r):
    r.headers.setlistdefault("X-A", ["1", "2"])
    r.headers.setlistdefault("X-A", ["3"])


@case
def headers_clear(r):
    r.headers.clear()
    r.headers["X-Only"] = "1"


@case
def headers_keys(r):
    r.headers.add("X-A", "1")
    return " ".join(r.headers.keys()) + " | " + " ".join(r.headers.values())


@case
def headers_to_wsgi(r):
    r.headers.add("X-A", "1")
    return str(r.headers)


@case
def headers_copy(r):
    h = r.headers.copy()
    h["X-Copied"] = "1"
    return "X-Copied" in r.headers


@case
def headers_number(r):
    r.headers["X-N"] = 5
    return r.headers["X-N"] + "!"


@case
def header_set(r):
    s = HeaderSet(["A", "b"])
    s.add("B")
    s.add("C d")
    s.discard("missing")
    return f"{s.to_header()} {len(s)} {'a' in s} {'x' in s}"


@case
def vary_star(r):
    r.vary = "*"
    return r.vary.to_header()


@case
def vary_list(r):
    r.vary = ["Accept", "Cookie"]
    r.vary.remove("accept")


@case
def vary_cleared(r):
    r.vary.add("A")
    r.vary.clear()


@case
def vary_none(r):
    r.headers["Vary"] = "X"
    r.vary = None


@case
def vary_update(r):
    r.headers["Vary"] = "Accept"
    r.vary.update(["accept", "Cookie", "Origin"])


@case
def allow_text(r):
    r.allow = "GET, HEAD"
    r.allow.add("POST")
    return sorted(r.allow.as_set())


@case
def content_language(r):
    r.content_language = ["de", "en-US"]
    return f"{'DE' in r.content_language} {len(r.content_language)}"


@case
def cache_all(r):
    c = r.cache_control
    c.no_cache = True
    c.no_store = True
    c.max_age = 5
    c.s_maxage = 6
    c.private = True
    c.must_revalidate = True
    c.proxy_revalidate = True
    c.no_transform = True
    c.immutable = True
    c.public = True
    c.must_understand = True
    c.stale_while_revalidate = 30
    c.stale_if_error = 60


@case
def cache_read(r):
    r.headers["Cache-Control"] = 'max-age=60, private="x-a", no-cache, s-maxage=5, must-revalidate, ext=1'
    c = r.cache_control
    return f"{c.max_age} {c.private} {c.s_maxage} {c.must_revalidate} {c.public} {c.no_store} {c.immutable}"


@case
def cache_bad_number(r):
    r.headers["Cache-Control"] = "max-age=x, s-maxage"
    return f"{r.cache_control.max_age} {r.cache_control.s_maxage}"


@case
def cache_zero(r):
    r.cache_control.max_age = 0


@case
def cache_none(r):
    r.cache_control.max_age = 5
    r.cache_control.max_age = None


@case
def cache_fields(r):
    r.cache_control.no_cache = "Set-Cookie, X-Secret"
    r.cache_control.private = "X-User"


@case
def cache_object(r):
    c = ResponseCacheControl()
    c.public = True
    c.max_age = 10
    return str(c) + " | " + c.to_header()


@case
def cache_deleted(r):
    r.headers["Cache-Control"] = "public, max-age=5"
    del r.cache_control.max_age


@case
def etag_set(r):
    r.set_etag("abc", weak=True)
    return f"{r.get_etag()[0]} {r.get_etag()[1]}"


@case
def etag_none(r):
    return f"{r.get_etag()[0]} {r.get_etag()[1]}"


@case
def etag_add(r):
    r.set_etag("first")
    r.add_etag()


@case
def etag_add_overwrite(r):
    r.set_etag("first")
    r.add_etag(overwrite=True)


@case
def etag_add_weak(r):
    r.add_etag(weak=True)


@case
def etag_quote(r):
    r.set_etag('a"b')


@case
def etag_raw(r):
    r.headers["ETag"] = "unquoted"
    return r.get_etag()[0]


@case
def dates(r):
    r.date = WHEN
    r.last_modified = WHEN
    r.expires = 1700000000
    return f"{r.last_modified.isoformat()} {r.expires.isoformat()} {r.date.isoformat()}"


@case
def dates_fraction(r):
    r.last_modified = 1700000000.9


@case
def dates_naive(r):
    r.last_modified = datetime(2030, 1, 2, 3, 4, 5)


@case
def dates_text(r):
    r.headers["Last-Modified"] = "Wednesday, 02-Jan-30 03:04:05 GMT"
    return r.last_modified.isoformat()


@case
def dates_bad(r):
    r.headers["Last-Modified"] = "soon"
    return r.last_modified


@case
def age(r):
    r.age = 65
    return r.age.total_seconds()


@case
def age_delta(r):
    r.age = timedelta(hours=1)


@case
def age_bad(r):
    r.headers["Age"] = "-5"
    return r.age


@case
def retry_seconds(r):
    r.retry_after = 90
    return r.retry_after.isoformat()


@case
def retry_date(r):
    r.retry_after = WHEN
    return r.retry_after.isoformat()


@case
def retry_text(r):
    r.retry_after = "120"


@case
def retry_none(r):
    r.retry_after = 5
    r.retry_after = None
    return r.retry_after


@case
def www_basic(r):
    r.www_authenticate = WWWAuthenticate("basic", {"realm": "a b"})
    return f"{r.www_authenticate.type} {r.www_authenticate.realm}"


@case
def www_digest(r):
    r.www_authenticate = WWWAuthenticate("digest", {"realm": "r", "nonce": "n", "qop": "auth", "algorithm": "MD5", "stale": "FALSE", "opaque": "o"})


@case
def www_token(r):
    r.www_authenticate = WWWAuthenticate("bearer", token="abc==")
    return f"{r.www_authenticate.type} {r.www_authenticate.token}"


@case
def www_list(r):
    r.www_authenticate = [WWWAuthenticate("basic", {"realm": "a"}), WWWAuthenticate("bearer", {"scope": "x y", "error": "invalid_token"})]


@case
def www_none(r):
    r.www_authenticate = WWWAuthenticate("basic", {"realm": "a"})
    r.www_authenticate = None


@case
def www_fresh(r):
    r.www_authenticate.realm = "fresh"
    return r.www_authenticate.to_header()


@case
def range_set(r):
    r.content_range = ContentRange("bytes", 0, 10, 100)
    return f"{r.content_range.start} {r.content_range.stop} {r.content_range.length} {r.content_range.units}"


@case
def range_unknown(r):
    r.content_range = ContentRange("bytes", 0, 10)


@case
def range_unsatisfied(r):
    r.content_range = ContentRange("bytes", None, None, 100)


@case
def range_text(r):
    r.content_range = "bytes 1-2/3"
    return r.content_range.stop


@case
def range_edit(r):
    r.content_range.set(5, 10, 20)
    return r.content_range.to_header()


@case
def range_unset(r):
    r.content_range = ContentRange("bytes", 0, 10, 100)
    r.content_range.unset()


@case
def range_none(r):
    r.headers["Content-Range"] = "bytes 0-1/2"
    r.content_range = None


@case
def range_empty_read(r):
    return f"{r.content_range.units} {bool(r.content_range)}"


@case
def simple_headers(r):
    r.content_encoding = "identity"
    r.content_md5 = "Q2hlY2s="
    r.content_location = "/canonical"
    r.accept_ranges = "none"
    r.location = "/somewhere"


@case
def content_type_params(r):
    r.content_type = 'multipart/mixed; boundary="a b"; charset=utf-8'
    return f"{r.mimetype} {r.mimetype_params['boundary']} {r.mimetype_params['charset']}"


@case
def mimetype_params_edit(r):
    r.mimetype_params["charset"] = "latin-1"
    r.mimetype_params["format"] = "flowed"


@case
def mimetype_set(r):
    r.mimetype = "application/xml"
    return r.content_type


@case
def mimetype_binary(r):
    r.mimetype = "image/png"
    return r.content_type


@case
def content_length_bad(r):
    r.headers["Content-Length"] = "2"
    return r.content_length


@case
def status_forms(r):
    out = []
    for s in [200, 404, "201", "299 Own", "418", 599, "200 OK"]:
        if isinstance(s, int):
            r.status_code = s
        else:
            r.status = s
        out.append(f"{r.status_code}:{r.status}")
    return " | ".join(out)
