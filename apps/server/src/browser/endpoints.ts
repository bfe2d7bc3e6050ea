import type { Endpoints } from '@symbolon/core/discovery/server-metadata'

/** Paths of this wing that the server's metadata publishes. */
export const BROWSER_ENDPOINTS = {
  authorization_endpoint: '/authorize',
  end_session_endpoint: '/oidc/logout',
} as const satisfies Endpoints
