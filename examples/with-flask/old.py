"""The application that is being moved: it still logs people in."""

import os

from flask import Flask, flash, redirect, request, session

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY", "the key that both applications know")
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        session["user"] = request.form["user"]
        session.permanent = True
        flash("Welcome!")
        return redirect("/")
    return '<form method=post><input name=user> <button>Log in</button></form>'


@app.get("/old")
def old():
    session["seen"] = session.get("seen", 0) + 1
    return f"Flask knows {session.get('user', 'nobody')}, seen {session['seen']} times."


if __name__ == "__main__":
    app.run(port=int(os.environ.get("FLASK_PORT", "5001")))
