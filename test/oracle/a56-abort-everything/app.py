from flask import Flask, Response, abort, jsonify, make_response, redirect, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import (
    BadRequest, Conflict, Forbidden, Gone, HTTPException, ImATeapot, InternalServerError, MethodNotAllowed, NotFound,
    PreconditionRequired, RequestedRangeNotSatisfiable, ServiceUnavailable, TooManyRequests, Unauthorized,
    UnavailableForLegalReasons, UnprocessableEntity, default_exceptions,
)
from datetime import datetime, timezone

app = Flask("oracle")
CASES = {}


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


@app.route("/case/<name>")
def view(name):
    return CASES[name]()


@app.route("/code/<int:code>")
def code(code):
    abort(code)


@app.route("/text/<int:code>")
def text(code):
    abort(code, "because <b>&")


@case
def response():
    abort(Response("own", 402, {"X-Own": "1"}))


@case
def response_made():
    abort(make_response(jsonify(error="x"), 422))


@case
def redirect_():
    abort(redirect("/there"))


@case
def description_keyword():
    abort(409, description="version conflict")


@case
def keyword_response():
    abort(404, response=make_response("replaced", 410))


@case
def method_not_allowed():
    abort(405, valid_methods=["GET", "PUT"])


@case
def raise_method_not_allowed():
    raise MethodNotAllowed(["POST"], "only post")


@case
def range_():
    raise RequestedRangeNotSatisfiable(100, "items", "too far")


@case
def range_plain():
    abort(416)


@case
def unauthorized():
    raise Unauthorized("who are you", www_authenticate=WWWAuthenticate("basic", {"realm": "r"}))


@case
def unauthorized_list():
    raise Unauthorized(www_authenticate=[WWWAuthenticate("basic", {"realm": "r"}), WWWAuthenticate("bearer")])


@case
def abort_unauthorized():
    abort(401, www_authenticate=WWWAuthenticate("digest", {"realm": "d", "nonce": "n"}))


@case
def too_many():
    raise TooManyRequests("slow down", retry_after=30)


@case
def too_many_date():
    raise TooManyRequests(retry_after=datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc))


@case
def unavailable():
    abort(503, retry_after=120)


@case
def with_response():
    raise NotFound("ignored", response=Response("from response", 404))


@case
def multiline():
    raise BadRequest("line one\nline <two>")


@case
def none_description():
    raise NotFound(None)


@case
def empty_description():
    raise NotFound("")


@case
def html_description():
    raise Forbidden("<script>alert(1)</script>")


@case
def long_description():
    raise Gone("x" * 2000)


@case
def teapot():
    raise ImATeapot()


@case
def legal():
    raise UnavailableForLegalReasons("court")


@case
def custom_class():
    class PaymentRequired(HTTPException):
        code = 402
        description = "Pay up."

    raise PaymentRequired()


@case
def custom_class_text():
    class PaymentRequired(HTTPException):
        code = 402
        description = "Pay up."

    raise PaymentRequired("now")


@case
def custom_body():
    class Plain(HTTPException):
        code = 420

        def get_body(self, environ=None, scope=None):
            return f"plain {self.code} {self.description}"

        def get_headers(self, environ=None, scope=None):
            return [("Content-Type", "text/plain"), ("X-Custom", "1")]

        description = "calm"

    raise Plain()


@case
def no_code():
    raise HTTPException("no code at all")


@case
def subclass():
    class Missing(NotFound):
        description = "special missing"

    raise Missing()


@case
def returned():
    return Conflict("returned not raised")


@case
def returned_tuple():
    return Conflict("with status"), 499, {"X-T": "1"}


@case
def get_response():
    r = NotFound("made").get_response()
    r.headers["X-Made"] = "1"
    return r


@case
def text_of():
    e = NotFound("d")
    return f"{e} | {e.code} {e.name} {e.description}"


@case
def text_of_internal():
    e = InternalServerError("d", original_exception=ValueError("v"))
    return f"{e.code} {e.name} {e.original_exception}"


@case
def unknown_code():
    abort(299)


@case
def unknown_code_zero():
    abort(0)


@case
def abort_200():
    abort(200)


@case
def names():
    return "\n".join(f"{c} {k.__name__} {k().name}" for c, k in sorted(default_exceptions.items()))


@app.errorhandler(412)
def precondition(error):
    return {"handled": error.code, "name": error.name, "description": error.description}, 412


@app.errorhandler(UnprocessableEntity)
def unprocessable(error):
    response = error.get_response()
    response.data = f"custom {error.code}"
    response.content_type = "text/plain"
    return response


@app.errorhandler(PreconditionRequired)
def required(error):
    return error


@app.after_request
def after(response):
    response.headers["X-After"] = response.status
    return response
