import hashlib

from flask import Flask, make_response, request, session, jsonify
from itsdangerous import (
    BadData,
    BadSignature,
    BadTimeSignature,
    Serializer,
    SignatureExpired,
    Signer,
    TimedSerializer,
    TimestampSigner,
    URLSafeSerializer,
    URLSafeTimedSerializer,
)

app = Flask("oracle")
app.secret_key = "tokens"


def reset_serializer():
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="password-reset")


@app.get("/reset/<email>")
def reset(email):
    return reset_serializer().dumps({"email": email, "n": [1, 2]}, salt=request.args.get("salt"))


@app.get("/use/<token>")
def use(token):
    try:
        data, when = reset_serializer().loads(token, max_age=int(request.args.get("max", 3600)), return_timestamp=True)
    except SignatureExpired as e:
        return f"expired {int(e.date_signed.timestamp())} {e.payload}", 410
    except BadTimeSignature as e:
        return f"bad time {e.payload}", 400
    except BadSignature as e:
        return f"bad {e.payload}", 400
    return jsonify(data=data, when=int(when.timestamp()), iso=when.isoformat())


@app.get("/unsafe/<token>")
def unsafe(token):
    ok, data = reset_serializer().loads_unsafe(token)
    return jsonify(ok=ok, data=data)


@app.get("/sign/<value>")
def sign(value):
    return Signer(app.secret_key, salt=request.args.get("salt", "s"), sep=request.args.get("sep", ".")).sign(value).decode()


@app.get("/unsign/<path:value>")
def unsign(value):
    signer = Signer(app.secret_key, salt=request.args.get("salt", "s"), sep=request.args.get("sep", "."))
    try:
        return f"{signer.unsign(value).decode()} {signer.validate(value)}"
    except BadSignature as e:
        return f"{type(e).__name__} {e.payload.decode() if e.payload is not None else None} {signer.validate(value)}"


@app.get("/stamp/<value>")
def stamp(value):
    return TimestampSigner(app.secret_key).sign(value).decode()


@app.get("/unstamp/<value>")
def unstamp(value):
    signer = TimestampSigner(app.secret_key)
    age = request.args.get("max", type=int)
    try:
        v, when = signer.unsign(value, max_age=age, return_timestamp=True)
        return f"{v.decode()} {int(when.timestamp())} {signer.validate(value, max_age=age)}"
    except BadSignature as e:
        signed = e.date_signed.timestamp() if getattr(e, "date_signed", None) else None
        return f"{type(e).__name__} {e.payload.decode() if e.payload is not None else None} {int(signed) if signed is not None else None}"


@app.get("/remember/<user>")
def remember(user):
    response = make_response("remembered")
    response.set_cookie("remember", URLSafeSerializer(app.secret_key, salt="remember").dumps({"user": user}), max_age=600)
    return response


@app.get("/remembered")
def remembered():
    try:
        data = URLSafeSerializer(app.secret_key, salt="remember").loads(request.cookies.get("remember", ""))
    except BadData as e:
        return f"{type(e).__name__}"
    return data["user"]


@app.get("/forget")
def forget():
    response = make_response("forgotten")
    response.delete_cookie("remember")
    return response


@app.get("/kinds")
def kinds():
    value = {"a": "é", "b": [1, None, True, 2.5]}
    return jsonify(
        s=Serializer("k").dumps(value),
        t=TimedSerializer("k").dumps(value),
        u=URLSafeSerializer("k").dumps(value),
        ut=URLSafeTimedSerializer("k").dumps(value),
        d=Serializer("k", signer_kwargs={"key_derivation": "none", "digest_method": hashlib.sha256}).dumps(value),
        keys=Serializer(["old", "new"]).dumps(value),
        long=URLSafeSerializer("k").dumps("x" * 200).startswith("."),
    )


@app.get("/rotate")
def rotate():
    old = Serializer("old").dumps([1])
    both = Serializer(["old", "new"])
    fallback = Serializer("k", signer_kwargs={"digest_method": hashlib.sha512}, fallback_signers=[{"digest_method": hashlib.sha1}])
    return jsonify(old=both.loads(old), new=Serializer("new").loads(both.dumps([2])), fall=fallback.loads(Serializer("k").dumps([3])))


@app.get("/session-cookie/<user>")
def session_cookie(user):
    s = URLSafeTimedSerializer(
        app.secret_key,
        salt=app.session_interface.salt,
        serializer=app.session_interface.serializer,
        signer_kwargs={"key_derivation": app.session_interface.key_derivation, "digest_method": app.session_interface.digest_method},
    )
    response = make_response("minted")
    response.set_cookie("session", s.dumps({"user": user, "roles": ("a", "b")}), path="/", httponly=True)
    return response


@app.get("/me")
def me():
    return jsonify(user=session.get("user"), tuple=isinstance(session.get("roles"), tuple))


@app.get("/read-own")
def read_own():
    s = app.session_interface.get_signing_serializer(app)
    value = s.loads(request.cookies["session"])
    return jsonify(user=value["user"], keys=sorted(value))
