# An API that lets in whoever brings an access token for it. PyJWT reads the public keys of the issuer once and keeps them.
import os
from functools import wraps

import jwt
from flask import Flask, abort, g, jsonify, request

ISSUER = os.environ.get("ISSUER", "http://localhost:3000/")
AUDIENCE = os.environ.get("AUDIENCE", "https://api.example.com/")

keys = jwt.PyJWKClient(ISSUER + ".well-known/jwks.json", timeout=5)
messages = ["Hello from an API that a token protects."]

app = Flask(__name__)


def refuse(status, error, description):
    """A refusal as RFC 6750 wants it; the reason is in WWW-Authenticate."""
    response = jsonify(error=error, error_description=description)
    response.status_code = status
    response.headers["WWW-Authenticate"] = f'Bearer error="{error}", error_description="{description}"'
    abort(response)


def verified_claims():
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        refuse(401, "invalid_request", "No access token")
    try:
        return jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token),
            # The algorithm that the API is set to. Never the one that the token itself names.
            algorithms=["RS256"],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["exp", "iss", "aud", "sub"]},
            leeway=5,
        )
    except jwt.PyJWKClientConnectionError:
        abort(503)
    except jwt.PyJWTError:
        refuse(401, "invalid_token", "The access token is not good for this API")


def protect(scope):
    """Only for tokens that have `scope`. The claims are in `g.claims`."""

    def around(handler):
        @wraps(handler)
        def guarded():
            g.claims = verified_claims()
            if scope not in g.claims.get("scope", "").split(" "):
                refuse(403, "insufficient_scope", f"This needs {scope}")
            return handler()

        return guarded

    return around


@app.get("/messages")
@protect("read:messages")
def read_messages():
    return jsonify(messages=messages, reader=g.claims["sub"])


@app.post("/messages")
@protect("write:messages")
def write_message():
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("text"), str):
        return jsonify(error="no JSON with a text"), 400
    messages.append(sent["text"])
    return jsonify(messages=messages), 201
