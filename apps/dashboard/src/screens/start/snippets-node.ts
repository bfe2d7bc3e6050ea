import { quoted } from './quoted.ts'
import type { Values } from './snippets.ts'

export const tokenInNode = ({
  issuer,
  audience,
  client_id,
  client_secret,
}: Values): string => `const response = await fetch(${quoted(`${issuer}oauth/token`)}, {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "client_credentials",
    audience: ${quoted(audience)},
    client_id: ${quoted(client_id)},
    client_secret: ${quoted(client_secret)},
  }),
})
const answer = await response.json()
if (!response.ok) throw new Error(answer.error_description)
console.log(answer.access_token)
`

const permission = (scope: string | undefined): string =>
  scope === undefined
    ? ''
    : `
    if (!String(payload.scope).split(" ").includes(${quoted(scope)})) return response.writeHead(403).end()`

export const apiInNode = ({ issuer, audience, alg, scope }: Values): string => `import { createServer } from "node:http"
import { createRemoteJWKSet, jwtVerify } from "jose"

const keys = createRemoteJWKSet(new URL(${quoted(`${issuer}.well-known/jwks.json`)}))
const rules = { issuer: ${quoted(issuer)}, audience: ${quoted(audience)}, algorithms: [${quoted(alg)}] }

const api = createServer(async (request, response) => {
  try {
    const token = /^Bearer (\\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? ""
    const { payload } = await jwtVerify(token, keys, rules)${permission(scope)}
    response.end(JSON.stringify({ caller: payload.sub }))
  } catch {
    response.writeHead(401, { "www-authenticate": "Bearer" }).end()
  }
})
api.listen(process.env.PORT ?? 4000, () => console.log("http://localhost:" + api.address().port))
`
