"""Answers, for each case on standard input, what Werkzeug's map answers."""

import json
import sys

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import BuildError, Map, RequestRedirect, Rule


def find(adapter, path, method):
    try:
        rule, args = adapter.match(path, method, return_rule=True)
        return {"kind": "match", "endpoint": rule.endpoint, "args": {k: show(v) for k, v in args.items()}}
    except RequestRedirect as error:
        return {"kind": "redirect", "url": error.new_url}
    except MethodNotAllowed as error:
        return {"kind": "method-not-allowed", "methods": sorted(error.valid_methods)}
    except NotFound:
        return {"kind": "not-found"}


def show(value):
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def build(adapter, endpoint, values):
    try:
        return adapter.build(endpoint, values)
    except BuildError:
        return {"error": "BuildError"}
    except ValueError:
        return {"error": "ValueError"}


def answer(case):
    options = {"strict_slashes": case.get("strictSlashes", True), "merge_slashes": case.get("mergeSlashes", True)}
    url_map = Map([], **options)
    for number, rule in enumerate(case["rules"]):
        url_map.add(
            Rule(
                rule["rule"],
                endpoint=rule.get("endpoint", str(number)),
                methods=rule.get("methods"),
                strict_slashes=rule.get("strictSlashes"),
                merge_slashes=rule.get("mergeSlashes"),
                defaults=rule.get("defaults"),
                subdomain=rule.get("subdomain"),
            )
        )
    adapter = url_map.bind("example.test", subdomain=case.get("subdomain", ""), query_args="q=1")
    return {
        "found": [find(adapter, path, method) for path, method in case["requests"]],
        "built": [build(adapter, endpoint, values) for endpoint, values in case["builds"]],
    }


def answer_or_none(case):
    try:
        return answer(case)
    except (ValueError, KeyError):
        return None  # rules that no map takes, or that Werkzeug trips over


print(json.dumps([answer_or_none(case) for case in json.load(sys.stdin)]))
