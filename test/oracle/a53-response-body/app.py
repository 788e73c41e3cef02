from flask import Flask, Response, make_response

app = Flask("oracle")
CASES = {}
LOG = []


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


@app.route("/body/<name>")
def view(name):
    return CASES[name]()


def facts(response):
    return f"seq={response.is_sequence} streamed={response.is_streamed} length={response.content_length}"


@case
def text_facts():
    return facts(Response("abc"))


@case
def bytes_facts():
    return facts(Response(b"abc"))


@case
def list_facts():
    return facts(Response(["a", "b"]))


@case
def iterator_facts():
    return facts(Response(iter(["a", "b"])))


@case
def empty_facts():
    return facts(Response())


@case
def iterator_read():
    response = Response(iter(["a", "é"]))
    data = response.get_data()
    return f"{len(data)} {facts(response)}"


@case
def iterator_read_text():
    response = Response(iter(["a", "é"]))
    return response.get_data(as_text=True) + facts(response)


@case
def calculate():
    return str(Response(["a", "é"]).calculate_content_length())


@case
def calculate_iterator():
    response = Response(iter(["a", "é"]))
    return f"{response.calculate_content_length()} {facts(response)}"


@case
def data_property():
    response = Response("é")
    response.data = response.data + b"!"
    return response


@case
def set_text():
    response = Response("x", headers={"Content-Length": "999"})
    response.set_data("longer é")
    return response


@case
def set_bytes():
    response = Response()
    response.set_data(b"\xff\xfe")
    return response


@case
def set_empty():
    response = Response("x")
    response.data = ""
    return response


@case
def set_after_iterator():
    response = Response(iter("abc"))
    response.set_data("replaced")
    return response


@case
def stream_write():
    response = Response()
    response.stream.write(b"one ")
    response.stream.write("two é".encode())
    return response


@case
def stream_write_after_text():
    response = Response("zero ")
    response.stream.write(b"one")
    return response


@case
def stream_writelines():
    response = Response("a")
    response.stream.writelines([b"b", b"c"])
    return response


@case
def stream_length():
    response = Response("zero")
    response.stream.write(b"1")
    return f"{response.content_length} {response.get_data(as_text=True)}"


@case
def response_attribute():
    response = Response("x")
    response.response = ["a", "b", "c"]
    del response.headers["Content-Length"]
    return response


@case
def response_attribute_generator():
    response = Response(mimetype="text/plain")
    response.response = (c for c in "xyz")
    return response


@case
def iter_encoded():
    return b"|".join(Response(["a", "é", b"c"]).iter_encoded())


@case
def make_sequence():
    response = Response(iter(["a", "b"]))
    response.make_sequence()
    return f"{facts(response)} {response.response}" if False else facts(response)


@case
def freeze():
    response = Response(iter(["a", "b"]))
    response.freeze()
    response.headers["X-Facts"] = facts(response)
    return response


@case
def freeze_own_etag():
    response = Response("x")
    response.set_etag("own")
    response.freeze()
    return response


@case
def no_implicit():
    class Strict(Response):
        implicit_sequence_conversion = False

    return Strict(iter("abc")).get_data()


@case
def no_implicit_streams():
    class Strict(Response):
        implicit_sequence_conversion = False

    return Strict(iter("abc"))


@case
def direct_passthrough_read():
    response = Response(iter([b"a"]), direct_passthrough=True)
    return response.get_data()


@case
def direct_passthrough_sent():
    return Response(iter([b"a", b"b"]), direct_passthrough=True)


@case
def direct_passthrough_off():
    response = Response(iter([b"a", b"b"]), direct_passthrough=True)
    response.direct_passthrough = False
    return response.get_data(as_text=True) + "!"


@case
def close_called():
    response = Response("x")

    @response.call_on_close
    def closed():
        LOG.append("decorated")

    LOG.append(closed.__name__)
    return response


@case
def close_by_hand():
    response = Response("x")
    response.call_on_close(lambda: LOG.append("by hand"))
    response.close()
    return "ok"


@case
def context_manager():
    with Response("x") as response:
        response.call_on_close(lambda: LOG.append("with"))
    return "ok"


@case
def content_length_set():
    response = Response(iter(["abc"]))
    response.content_length = 3
    return response


@case
def repr_():
    return repr(Response("abc", 201))


@case
def repr_streamed():
    return repr(Response(iter("abc")))


@app.get("/hook/<kind>")
def hooked(kind):
    return {"text": lambda: "text", "stream": lambda: iter(["st", "ream"]), "json": lambda: {"a": 1}, "bytes": lambda: b"\xff"}[kind]()


@app.after_request
def append(response):
    from flask import request

    if request.path.startswith("/hook/"):
        response.set_data(response.get_data() + b" + hook")
    return response


@app.get("/log")
def log():
    text = "|".join(LOG)
    LOG.clear()
    return text
