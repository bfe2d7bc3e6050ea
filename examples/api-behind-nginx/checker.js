// Says of a request whether its access token is good for it: 204 with the subject, 401 or 403 with the challenge. nginx asks it about
// every request (auth_request), with the scope that the request needs in x-required-scope.
import { createServer } from 'node:http'
import { createValidator, requireScopes } from '@symbolon/validator'
import { protect } from '@symbolon/validator/http'

const issuer = process.env.ISSUER ?? 'http://localhost:3000/'
const audience = process.env.AUDIENCE ?? 'https://api.example.com/'
const port = Number(process.env.CHECKER_PORT ?? 4002)

const validator = createValidator({ issuer, audience })

const letIn = (_request, response, token) => response.writeHead(204, { 'x-subject': token.subject }).end()

const checker = createServer((request, response) => {
  const scope = request.headers['x-required-scope']
  // A location that forgets to say what it needs lets nobody in.
  if (!scope) return response.writeHead(403).end()
  return protect(validator, letIn, [requireScopes(String(scope))])(request, response)
})

checker.listen(port, 'localhost', () => {
  console.log(`The checker listens at http://localhost:${port}/`)
})
