#!/bin/sh
# A script that calls an API in its own name: it gets a token with its client id and secret (client credentials) and sends it along.
set -eu

ISSUER=${ISSUER:-http://localhost:3000/}
AUDIENCE=${AUDIENCE:-https://api.example.com/}
API=${API:-http://localhost:4000/messages}
: "${CLIENT_ID:?is missing: symbolon client create prints it}" "${CLIENT_SECRET:?is missing: symbolon client create prints it}"

# Secrets go to curl by its input: what stands in its arguments, everybody on the machine can read.
form() { printf 'data-urlencode = "%s"\n' "$@"; }
header() { printf 'header = "%s"\n' "$@"; }

ANSWER=$(
  form grant_type=client_credentials "client_id=$CLIENT_ID" "client_secret=$CLIENT_SECRET" "audience=$AUDIENCE" |
    curl -s --fail-with-body -K - "${ISSUER}oauth/token"
) || {
  echo "No token: $ANSWER" >&2
  exit 1
}
TOKEN=$(printf '%s' "$ANSWER" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')

call() {
  header "authorization: Bearer $TOKEN" | curl -s -K - -w ' %{http_code}\n' "$@" "$API"
}

echo "without a token: $(curl -s -o /dev/null -w '%{http_code}' "$API")"
call
call -H 'content-type: application/json' -d '{"text":"A machine was here."}'
