// Which claims a tenant's own code may put into tokens. reference: Authentication API, section 7.5; extensibility, section 7.

/** Claims that say what a token is; what code says of them is not heard. */
const RESTRICTED: ReadonlySet<string> = new Set(
  `acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf cty dest entitlements events
  exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid may_act mky nbf nonce object_id org_id org_name orig
  origid permissions roles rph s_hash sid sip_callid sip_cseq_num sip_date sip_from_tag sip_via_branch sub sub_jwk toe txn typ uuid
  vot vtm x5t#S256 scope __proto__ constructor prototype`.split(/\s+/),
)

/** Names that only the maker of the protocol may use, subdomains included. */
const FOREIGN_HOST = /(?:^|\.)(?:auth0\.com|webtask\.io|webtask\.run)$/i

const MAX_NAME = 255

/** What has been said of names: few of them are set again and again. */
const said = new Map<string, boolean>()

const MOST_SAID = 1000

/** Whether code may set the claim; one that it may not is left out without an error. */
export function isCustomClaim(name: string): boolean {
  if (name.length > MAX_NAME) return false
  let verdict = said.get(name)
  if (verdict === undefined) {
    if (said.size >= MOST_SAID) said.clear()
    said.set(name, (verdict = judge(name)))
  }
  return verdict
}

function judge(name: string): boolean {
  if (name.length === 0 || RESTRICTED.has(name)) return false
  if (/^urn:auth0(?::|$)/i.test(name)) return false
  if (!/^https?:\/\//i.test(name)) return true
  return URL.canParse(name) && !FOREIGN_HOST.test(new URL(name).hostname)
}
