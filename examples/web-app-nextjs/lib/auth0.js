import { Auth0Client } from '@auth0/nextjs-auth0/server'
import { NextResponse } from 'next/server'

const issuer = process.env.ISSUER ?? 'http://localhost:3000/'
const appBaseUrl = process.env.APP_URL ?? `http://localhost:${process.env.PORT ?? 8080}`

export const auth0 = new Auth0Client({
  domain: issuer,
  // Only so is `domain` a URL, with http or a port. Leave it out where the issuer answers at 443.
  allowInsecureRequests: new URL(issuer).hostname === 'localhost',
  appBaseUrl,
  clientId: process.env.CLIENT_ID,
  clientSecret: process.env.CLIENT_SECRET,
  // Seals the cookies. One that stays the same keeps people logged in when this program starts anew.
  secret: process.env.SESSION_SECRET,
  // Milliseconds until an issuer that does not answer is given up.
  httpTimeout: Number(process.env.HTTP_TIMEOUT ?? 5000),
  authorizationParameters: {
    audience: process.env.AUDIENCE ?? 'https://api.example.com/',
    scope: 'openid profile email offline_access read:messages',
  },
  // Whoever may not come in reads why.
  async onCallback(error, { returnTo = '/' }) {
    const refusal = error && new URLSearchParams({ refusal: error.cause?.message ?? error.message })
    return NextResponse.redirect(new URL(refusal ? `/?${refusal}` : returnTo, appBaseUrl))
  },
})
