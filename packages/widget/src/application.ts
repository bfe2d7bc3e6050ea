// What the server says about the application before anybody types: which database of users it has, and what that asks of people.
import type { IdentifierKind, IdentifierStyle } from '@symbolon/texts/identifiers'
import type { PasswordRule } from '@symbolon/texts/password-rules'

/** A database of users. */
export type Directory = {
  readonly name: string
  readonly showSignup: boolean
  readonly showForgot: boolean
  readonly identifier: IdentifierStyle
  /** What a new account needs beside a password. */
  readonly signup_fields: readonly IdentifierKind[]
  readonly password_rules: readonly PasswordRule[]
  readonly validation?: { readonly username: { readonly min: number; readonly max: number } }
}

type Colours = Readonly<Record<string, string>>

export type Application = {
  readonly name: string
  readonly logo?: string
  readonly colours: { readonly light: Colours; readonly dark: Colours }
  /** Whether people must say before the login to which organization they belong. */
  readonly asks_for_organization: boolean
  /** The one that was named: all else is as it is within it. */
  readonly organization?: { readonly id: string; readonly name: string; readonly display_name: string }
  readonly strategies: readonly { readonly name: string; readonly connections: readonly Directory[] }[]
}

const asked = new Map<string, Promise<Application>>()

/** The organization that was named is not there, or not for this application. */
export class OrganizationUnknown extends Error {}

/**
 * What the server at `domain` says about a client; asked once by each page, and again after a failure.
 *
 * @param organization - id or name of the one that somebody logs in to
 * @throws OrganizationUnknown
 * @throws Error
 */
export function applicationOf(domain: string, client_id: string, organization?: string): Promise<Application> {
  const query = organization === undefined ? '' : `?organization=${encodeURIComponent(organization)}`
  const url = `https://${domain}/client/${encodeURIComponent(client_id)}.json${query}`
  const known = asked.get(url)
  if (known) return known
  const answer = ask(url).catch((error: unknown) => {
    asked.delete(url)
    throw error
  })
  asked.set(url, answer)
  return answer
}

async function ask(url: string): Promise<Application> {
  const response = await fetch(url, { credentials: 'omit' })
  const body: unknown = await response.json()
  if (response.status === 400) throw new OrganizationUnknown(Object(body).error_description)
  if (!response.ok) throw new Error(`The server does not know this application: ${Object(body).error_description}`)
  return Object(body)
}

/** The database that people log in with: the one of that name, or else the first. */
export const directoryOf = ({ strategies }: Application, name: string | undefined): Directory | undefined => {
  const all = strategies.flatMap(({ connections }) => connections)
  return all.find((directory) => directory.name === name) ?? all[0]
}
