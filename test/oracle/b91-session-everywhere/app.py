import uuid
from datetime import datetime, timedelta, timezone
from flask import Flask, session, request, g, render_template_string, jsonify, abort, stream_with_context, Response, after_this_request, make_response, redirect, stream_template_string
from flask.sessions import SecureCookieSessionInterface, SecureCookieSession
from flask.json.tag import JSONTag
from markupsafe import Markup

app = Flask(__name__)
app.secret_key = b'raw \x00 key \xff'
app.permanent_session_lifetime = timedelta(hours=1, seconds=30)
app.jinja_env.add_extension('jinja2.ext.do')
LOG = []


class Money:
    def __init__(self, cents, currency):
        self.cents = cents
        self.currency = currency


class TagMoney(JSONTag):
    __slots__ = ('serializer',)
    key = ' money'

    def check(self, value):
        return isinstance(value, Money)

    def to_json(self, value):
        return [value.cents, value.currency]

    def to_python(self, value):
        return Money(*value)


app.session_interface.serializer.register(TagMoney)


@app.get('/log')
def log():
    out = list(LOG)
    LOG.clear()
    return jsonify(out)


@app.route('/state')
def state():
    return jsonify(new=session.new, modified=session.modified, accessed=session.accessed, permanent=session.permanent,
                   keys=sorted(session.keys()), size=len(session), true=bool(session))


@app.route('/types', methods=['POST'])
def types():
    session['tuple'] = (1, ('a', [2.5, None]), {})
    session['bytes'] = b'\x00\xffabc'
    session['markup'] = Markup('<b>&amp;</b>')
    session['uuid'] = uuid.UUID('12345678-1234-5678-1234-567812345678')
    session['when'] = datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc)
    session['money'] = Money(1250, 'EUR')
    session['nested'] = {'a': [{'b': (b'x', {'c': Markup('<i>')})}], ' t': 'looks like a tag', 'moneys': [Money(1, 'USD')]}
    session['big'] = 2 ** 80
    session['text'] = 'é 😀 \u2028 "quoted" \\ \x00'
    session['int keys'] = {'1': 'one', '': 'empty'}
    return 'stored'


@app.route('/types')
def show_types():
    s = session
    return jsonify(
        tuple=[isinstance(s['tuple'], tuple), isinstance(s['tuple'][1], tuple), list(s['tuple'][1])],
        bytes=s['bytes'].hex(), markup=[isinstance(s['markup'], Markup), str(s['markup'])],
        uuid=[isinstance(s['uuid'], uuid.UUID), str(s['uuid'])], when=s['when'].timestamp(),
        money=[s['money'].cents, s['money'].currency, s['nested']['moneys'][0].currency],
        nested=[s['nested']['a'][0]['b'][0].hex(), str(s['nested']['a'][0]['b'][1]['c']), s['nested'][' t']],
        big=str(s['big']), text=s['text'], keys=sorted(s['int keys']))


@app.route('/types/template')
def types_template():
    return render_template_string(
        '{{ session.tuple }}|{{ session["tuple"][0] }}|{{ session.markup }}|{{ session.uuid }}|{{ session.when.year }}|'
        '{{ session.when.strftime("%Y-%m-%d") }}|{{ session.money.cents / 100 }}|{{ session.text|length }}|{{ session.nope }}|'
        '{{ session.nope is defined }}|{{ "tuple" in session }}|{{ session.get("nope", "d") }}|{{ session|length }}|{{ session.nested.a[0].b[1].c }}|{{ session.bytes }}')


@app.route('/template/write')
def template_write():
    return render_template_string(
        '{% do session.update(color="red", size="L") %}{{ session.color }} {{ session.setdefault("n", [1]) }} {% do session.n.append(2) %}{{ session.n }} '
        '{{ session.pop("size") }} {{ session.pop("gone", "none") }} {% for key in session.keys()|sort %}{{ key }};{% endfor %}{{ session.values()|list|length }}{{ session.permanent }}')


@app.route('/read/<key>')
def read(key):
    return str(session[key])


@app.errorhandler(KeyError)
def key_error(error):
    session['errors'] = session.get('errors', 0) + 1
    return f'no {request.view_args.get("key")}, {session["errors"]}', 400


@app.errorhandler(418)
def teapot(error):
    session['teapots'] = session.get('teapots', 0) + 1
    return render_template_string('{{ session.teapots }} {{ error.code }}', error=error), 418


@app.route('/teapot')
def make_tea():
    abort(418)


@app.route('/boom')
def boom():
    session['boom'] = 1
    raise RuntimeError('boom')


@app.route('/permanent/<int:on>')
def permanent(on):
    session.permanent = bool(on)
    session['on'] = on
    return str(session.permanent)


@app.route('/refresh/<value>')
def refresh(value):
    app.config['SESSION_REFRESH_EACH_REQUEST'] = value == 'yes'
    return value


@app.route('/touch')
def touch():
    return 'x' if 'on' in session else 'y'


@app.route('/none')
def none():
    return 'untouched'


@app.route('/after')
def after():
    @after_this_request
    def late(response):
        session['after'] = response.status_code
        response.headers['X-Seen'] = str(session.get('seen'))
        return response
    session['seen'] = request.method
    return 'after'


@app.route('/stream')
def stream():
    session['streams'] = session.get('streams', 0) + 1

    @stream_with_context
    def generate():
        yield 'stream '
        yield str(session['streams'])
        yield ' ' + session.get('color', 'no color')
    return Response(generate(), mimetype='text/plain')


@app.route('/stream/template')
def stream_template():
    return stream_template_string('{% for k in session|sort %}{{ k }} {% endfor %}{{ session.on }}')


@app.route('/swap', methods=['POST'])
def swap():
    old = dict(session)
    session.clear()
    session.update(request.form.to_dict(), when_none=None)
    session.update({'merged': True})
    return jsonify(sorted(old))


@app.route('/swap')
def swapped():
    return jsonify({k: session[k] for k in sorted(session)})


@app.route('/del/<key>')
def delete(key):
    del session[key]
    return 'deleted'


@app.route('/popitem')
def popitem():
    return jsonify(list(session.popitem()))


@app.route('/unmodified')
def unmodified():
    session['lost'] = 1
    session.modified = False
    return 'lost'


@app.route('/clear')
def clear():
    session.clear()
    response = make_response(redirect('/state'))
    response.vary.add('Accept')
    return response


@app.route('/cookie/<name>/<value>')
def cookie(name, value):
    given = {'none': None, 'true': True, 'false': False, 'zero': 0, 'empty': ''}.get(value, value.replace('~', '/'))
    session['changed'] = name
    app.config['SESSION_COOKIE_' + name.upper()] = given
    return value


@app.teardown_request
def down(error):
    LOG.append(f"{request.path} {session.get('on')} {type(error).__name__ if error else None}")
