import { quoted } from './quoted.ts'
import type { Values } from './snippets.ts'

export const tokenInPython = ({ issuer, audience, client_id, client_secret }: Values): string => `import json
from urllib.parse import urlencode
from urllib.request import urlopen

body = urlencode({
    "grant_type": "client_credentials",
    "audience": ${quoted(audience)},
    "client_id": ${quoted(client_id)},
    "client_secret": ${quoted(client_secret)},
})
with urlopen(${quoted(`${issuer}oauth/token`)}, body.encode()) as response:
    print(json.load(response)["access_token"])
`

const permission = (scope: string | undefined): string =>
  scope === undefined
    ? ''
    : `
        if ${quoted(scope)} not in claims["scope"].split():
            return self.send_error(403)`

export const apiInPython = ({ issuer, audience, alg, scope }: Values): string => `import json
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt

KEYS = jwt.PyJWKClient(${quoted(`${issuer}.well-known/jwks.json`)})
RULES = {"issuer": ${quoted(issuer)}, "audience": ${quoted(audience)}, "algorithms": [${quoted(alg)}]}


class Api(BaseHTTPRequestHandler):
    def do_GET(self):
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            key = KEYS.get_signing_key_from_jwt(token)
            claims = jwt.decode(token, key.key, options={"require": ["exp", "sub"]}, **RULES)
        except jwt.PyJWTError:
            return self.send_error(401)${permission(scope)}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"caller": claims["sub"]}).encode())


HTTPServer(("localhost", 4000), Api).serve_forever()
`
