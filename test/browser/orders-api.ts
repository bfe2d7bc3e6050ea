// Somebody's API, guarded by express-oauth2-jwt-bearer, that pages of other origins may call.
import express from 'express'
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer'
import { startApp, type App } from './app-server.ts'
import { AUDIENCE } from '../clients/place.ts'

/** Answers `orders of <sub>` to whoever may read orders. */
export function startOrdersApi(issuer: string): Promise<App> {
  const api = express()
  api.use((request, response, next) => {
    response.set({ 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization' })
    if (request.method === 'OPTIONS') response.status(204).end()
    else next()
  })
  api.use(auth({ issuerBaseURL: issuer, audience: AUDIENCE }))
  api.get('/', requiredScopes('read:orders'), (request, response) => {
    response.send(`orders of ${request.auth?.payload.sub}`)
  })
  return startApp(api)
}
