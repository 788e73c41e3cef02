"""Renders templates, one JSON line each, and says what came out or which error was raised."""
import json, sys
import jinja2
from markupsafe import Markup

for line in sys.stdin:
    case = json.loads(line)
    env = jinja2.Environment(autoescape=case['autoescape'])
    context = dict(case['context'], html=Markup('<b>h</b>'))
    try:
        out = {'ok': env.from_string(case['source']).render(context)}
    except Exception as error:
        out = {'error': type(error).__name__}
    print(json.dumps(out))
