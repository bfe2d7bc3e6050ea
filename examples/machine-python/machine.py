# A program that calls an API in its own name. Authlib gets a token with client id and secret (client credentials), keeps it, and
# gets another one when it ends.
import os
import sys

import requests
from authlib.integrations.requests_client import OAuth2Session

ISSUER = os.environ.get("ISSUER", "http://localhost:3000/")
AUDIENCE = os.environ.get("AUDIENCE", "https://api.example.com/")
API = os.environ.get("API", "http://localhost:4000/messages")

if "CLIENT_ID" not in os.environ or "CLIENT_SECRET" not in os.environ:
    sys.exit("Set CLIENT_ID and CLIENT_SECRET: symbolon client create prints both.")

session = OAuth2Session(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    token_endpoint=ISSUER + "oauth/token",
    grant_type="client_credentials",
    token_endpoint_auth_method="client_secret_post",
)
session.fetch_token(audience=AUDIENCE)

print("without a token:", requests.get(API, timeout=10).status_code)
response = session.get(API, timeout=10)
print("GET", response.status_code, response.text.strip())
response = session.post(API, json={"text": "A machine was here."}, timeout=10)
print("POST", response.status_code, response.text.strip())
