// The issuer, as it describes itself. OpenID Connect Discovery 1.0, section 3.
import { LoginError } from './errors.ts'

/** The part of an issuer's metadata that matters here. */
export type Issuer = {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri?: string
  readonly revocation_endpoint?: string
  readonly end_session_endpoint?: string
  readonly response_modes_supported?: readonly string[]
  readonly authorization_response_iss_parameter_supported?: boolean
  readonly dpop_signing_alg_values_supported?: readonly string[]
}

/**
 * Asks the issuer once, whoever asks how often; a failure is forgotten.
 *
 * @param issuer - as it calls itself, with or without its last slash
 * @returns what gives the metadata; throws LoginError `unreachable` or `bad_answer`
 */
export function discovery(issuer: string): () => Promise<Issuer> {
  let asked: Promise<Issuer> | undefined
  return () => {
    asked ??= discover(issuer).catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
}

const isIssuer = (value: unknown): value is Issuer => {
  const { issuer, authorization_endpoint, token_endpoint } = Object(value)
  return [issuer, authorization_endpoint, token_endpoint].every((url) => typeof url === 'string' && URL.canParse(url))
}

async function discover(issuer: string): Promise<Issuer> {
  const base = issuer.replace(/\/$/, '')
  let found: unknown
  try {
    const response = await fetch(`${base}/.well-known/openid-configuration`)
    found = await response.json()
  } catch {
    throw new LoginError('unreachable', `${base} does not say what it is`)
  }
  // An issuer that speaks in another's name would be believed in everything else.
  if (!isIssuer(found) || found.issuer.replace(/\/$/, '') !== base) {
    throw new LoginError('bad_answer', `${base} says that it is somebody else`)
  }
  return found
}
