from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.user_agent import UserAgent


class Agent(UserAgent):
    def __init__(self, string):
        super().__init__(string)
        self.browser = "firefox" if "Firefox" in string else None
        self.platform = string.split(" ")[0] if string else None


class Small(Request):
    parameter_storage_class = MultiDict
    user_agent_class = Agent
    max_content_length = 100
    max_form_parts = 2

    @property
    def is_mobile(self):
        return "Mobile" in self.user_agent.string

    def page(self, default=1):
        return self.args.get("page", default, type=int)


class MyFlask(Flask):
    request_class = Small


app = MyFlask("oracle")


@app.route("/args", methods=["GET", "POST"])
def args():
    request.args["added"] = "1"
    request.form.add("more", "2")
    return {"args": request.args.to_dict(), "form": request.form.to_dict(), "values": sorted(request.values.keys()), "page": request.page(), "mobile": request.is_mobile}


@app.get("/agent")
def agent():
    ua = request.user_agent
    return {"browser": ua.browser, "platform": ua.platform, "version": ua.version, "string": ua.string, "type": type(request._get_current_object()).__name__}


@app.post("/size")
def size():
    return {"n": len(request.get_data()), "limit": request.max_content_length}


@app.post("/form")
def form():
    return {"form": request.form.to_dict(), "files": sorted(request.files.keys()), "parts": request.max_form_parts, "memory": request.max_form_memory_size}


@app.post("/raise-limit")
def raise_limit():
    request.max_form_parts = 1
    return {"form": request.form.to_dict()}


@app.get("/cookies")
def cookies():
    try:
        request.cookies["x"] = "1"
    except TypeError:
        return "immutable"
    return "changed"
