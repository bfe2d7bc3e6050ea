// Stands before every page: it serves /auth/login, /auth/callback and /auth/logout, and renews tokens.
import { NextResponse } from 'next/server'
import { auth0 } from './lib/auth0.js'

export async function proxy(request) {
  const response = await auth0.middleware(request)
  const { pathname } = request.nextUrl
  if (pathname !== '/messages' || !(await auth0.getSession(request))) return response
  try {
    // What a page itself renews would be lost: only here can it be written into the cookie.
    await auth0.getAccessToken(request, response)
    return response
  } catch {
    // The tokens have ended. Whoever is still logged in at the issuer comes back with new ones, without a question.
    return NextResponse.redirect(new URL('/auth/login?returnTo=/messages', request.url))
  }
}

export const config = { matcher: ['/((?!_next/).*)'] }
