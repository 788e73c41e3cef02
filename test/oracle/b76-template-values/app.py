from datetime import datetime, timezone
from flask import Flask, render_template, render_template_string, request
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from markupsafe import Markup
app = Flask("oracle")
app.secret_key = "v"

class Address:
    def __init__(self, city, zip_code):
        self.city = city
        self.zip_code = zip_code

class User:
    kind = "human"
    def __init__(self, name, age, address=None):
        self.name = name; self.age = age; self.address = address; self._secret = "hidden"; self.tags = ["a", "b"]
    @property
    def display_name(self):
        return f"{self.name} ({self.age})"
    def greet(self, other, punct="!"):
        return f"{self.name} greets {other}{punct}"
    def is_adult(self):
        return self.age >= 18
    def boom(self):
        raise ValueError("boom")
    def __str__(self):
        return f"User<{self.name}>"

class Icon:
    def __init__(self, name): self.name = name
    def __html__(self): return f'<i class="{self.name}"></i>'
    def __str__(self): return self.name

class Page:
    """Pagination"""
    def __init__(self, items, page, per_page):
        self.items = items; self.page = page; self.per_page = per_page; self.total = len(items)
    @property
    def pages(self): return -(-self.total // self.per_page)
    @property
    def has_next(self): return self.page < self.pages
    def iter_pages(self):
        for n in range(1, self.pages + 1):
            yield n if n != 2 else None
    def __iter__(self): return iter(self.items[(self.page - 1) * self.per_page:self.page * self.per_page])
    def __len__(self): return self.total
    def __bool__(self): return True

def context():
    bob = User("Bob", 17); ann = User("Ann <x>", 31, Address("Köln", "50667"))
    return dict(user=ann, users=[ann, bob], icon=Icon("star"), when=datetime(2023, 11, 14, 22, 13, 20), nothing=None, page=Page(list("abcdefg"), 2, 3),
        gen=(i * i for i in range(4)), func=lambda *a, **k: f"{a}{sorted(k.items())}", nested={"k": [ann]}, mk=Markup("<b>"), flag=True, zero=0, big=12345678901234567890, ratio=0.1, empty_list=[], text="line1\nline2", pairs=(("a", 1), ("b", 2)))

@app.post("/render")
def render():
    return render_template_string(request.get_json()["source"], **context())

@app.errorhandler(TemplateNotFound)
def not_found(e):
    return f"no template {e.name} {e.templates}", 404

@app.errorhandler(TemplateSyntaxError)
def syntax(e):
    return f"syntax {e.name} {e.lineno}", 500

@app.errorhandler(UndefinedError)
def undefined(e):
    return "undefined", 500

@app.errorhandler(ValueError)
def value(e):
    return f"value {e}", 418

@app.get("/t/<path:name>")
def t(name):
    return render_template(name, **context())
