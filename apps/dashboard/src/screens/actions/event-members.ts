// What events of several triggers have, and calls that several have in `api`, by their kinds. reference: extensibility, section 14.
export const client = { client_id: 'text', name: 'text', metadata: 'object' }
export const connection = { id: 'text', name: 'text', strategy: 'text', metadata: 'object' }
export const request = {
  ip: 'text',
  hostname: 'text',
  method: 'text',
  query: 'object',
  body: 'object',
  language: 'text',
  user_agent: 'text',
  geoip: 'object',
}
export const tenant = { id: 'text' }
export const organization = { id: 'text', name: 'text', display_name: 'text', metadata: 'object' }
export const profile = {
  email: 'text',
  email_verified: 'true or false',
  name: 'text',
  given_name: 'text',
  family_name: 'text',
  nickname: 'text',
  username: 'text',
  phone_number: 'text',
  phone_verified: 'true or false',
  picture: 'URL',
  app_metadata: 'object',
  user_metadata: 'object',
}
export const user = {
  user_id: 'text',
  ...profile,
  created_at: 'time',
  updated_at: 'time',
  last_password_reset: 'time',
  identities: 'list',
}
export const transaction = {
  protocol: 'text',
  requested_scopes: 'list',
  redirect_uri: 'URL',
  response_type: 'list',
  prompt: 'list',
  locale: 'text',
  ui_locales: 'list',
  login_hint: 'text',
  acr_values: 'list',
  metadata: 'object',
}
export const cache = { get: '(key)', set: '(key, value, { ttl })', delete: '(key)' }
export const metadata = { setAppMetadata: '(name, value)', setUserMetadata: '(name, value)' }
const kept = { setMetadata: '(name, value)', deleteMetadata: '(name)', evictMetadata: '()' }
export const ends = { revoke: '(reason)', setExpiresAt: '(milliseconds)', setIdleExpiresAt: '(milliseconds)', ...kept }
