import { inShell } from './quoted.ts'
import type { Values } from './snippets.ts'

export const tokenByCurl = ({
  issuer,
  audience,
  client_id,
  client_secret,
}: Values): string => `curl -s ${inShell(`${issuer}oauth/token`)} \\
  -d grant_type=client_credentials \\
  --data-urlencode ${inShell(`audience=${audience}`)} \\
  --data-urlencode ${inShell(`client_id=${client_id}`)} \\
  --data-urlencode ${inShell(`client_secret=${client_secret}`)}`

export const callApi = (token: string): string =>
  `curl -i http://localhost:4000/ -H ${inShell(`authorization: Bearer ${token}`)}`
