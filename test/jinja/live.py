"""Answers, one JSON line each, what Python and Jinja2 make of a filter, test, method or operator."""
import json, operator, sys
import jinja2
from jinja2.nodes import EvalContext
from markupsafe import Markup

env = jinja2.Environment(autoescape=True)
OPERATORS = {
    '+': operator.add, '-': operator.sub, '*': operator.mul, '/': operator.truediv,
    '//': operator.floordiv, '%': operator.mod, '**': operator.pow, '<': operator.lt,
    '<=': operator.le, '>': operator.gt, '>=': operator.ge, '==': operator.eq,
    'in': lambda a, b: a in b,
}


def read(value):
    if isinstance(value, list):
        return [read(item) for item in value]
    if not isinstance(value, dict):
        return value
    if '$t' in value:
        return tuple(read(value['$t']))
    if '$m' in value:
        return Markup(value['$m'])
    if '$f' in value:
        return float(value['$f'])
    if '$u' in value:
        return env.undefined(name=value['$u'])
    return {key: read(item) for key, item in value.items()}


def answer(case):
    context = env.from_string('').new_context()
    context.eval_ctx.autoescape = case.get('autoescape', True)
    args = read(case.get('args', []))
    kwargs = read(case.get('kwargs', {}))
    value = read(case['value'])
    kind = case['kind']
    if kind == 'filter':
        result = env.call_filter(case['name'], value, args, kwargs, context)
    elif kind == 'test':
        result = env.call_test(case['name'], value, args, kwargs, context)
    elif kind == 'method':
        result = getattr(value, case['name'])(*args, **kwargs)
    elif kind == 'operator':
        result = OPERATORS[case['name']](value, args[0])
    elif kind == 'slice':
        result = value[slice(*args)]
    elif kind == 'item':
        result = env.getitem(value, args[0])
    else:
        result = {'str': str, 'repr': repr, 'len': len, 'bool': bool}[kind](value)
    if hasattr(result, '__next__'):
        result = list(result)
    if case['kind'] == 'method' and case['name'] in ('append', 'extend', 'insert', 'sort', 'reverse', 'update', 'remove', 'clear'):
        result = value
    return repr(result)


for line in sys.stdin:
    try:
        out = {'ok': answer(json.loads(line))}
    except Exception as error:
        out = {'error': type(error).__name__}
    print(json.dumps(out))
