// collections: what the store keeps, by name. Those of the Management API are described in protocol/entities; the others are
// ours alone and never leave the server as they are.
import type { EntityDocuments } from '@symbolon/protocol/entities/index'

/** A client secret as we keep it: its SHA-256, and where it signs ID tokens, itself. */
export type ClientSecret = {
  readonly id: string
  readonly client_id: string
  /** SHA-256 of the secret, base64url. */
  readonly hash: string
  /** Seconds since the epoch after which it is refused; absent for the current one. */
  readonly expires_at?: number
  /** Of a client whose ID tokens are signed with it, sealed under the master key. */
  readonly sealed_secret?: string
}

/** One key of a tenant, by the algorithm it is bound to. */
export type SigningKey = {
  readonly kid: string
  readonly alg: SigningKeyAlgorithm
  readonly state: 'next' | 'current' | 'previous' | 'revoked'
  /** PKCS#8, sealed under the master key. */
  readonly private_key: string
  /** Self-signed certificate, PEM. */
  readonly cert: string
  /** Seconds since the epoch. */
  readonly published_at: number
  readonly current_since?: number
  readonly current_until?: number
  readonly revoked_at?: number
}

/** Algorithms with a key pair per tenant. HS256 uses the API's own secret instead. */
export type SigningKeyAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA'

/** That a client may use a connection. Kept apart from both, since either may have thousands of the other. */
export type EnabledClient = {
  /** `connection_id client_id`, since each pair is there once. */
  readonly id: string
  readonly connection_id: string
  readonly client_id: string
}

/** How an organization uses a connection. Kept apart from both, since either may have thousands of the other. */
export type OrganizationConnection = {
  /** `organization_id connection_id`, since each pair is there once. */
  readonly id: string
  readonly organization_id: string
  readonly connection_id: string
  /** Whoever logs in through it becomes a member. */
  readonly assign_membership_on_login: boolean
  readonly show_as_button: boolean
  /** Whether strangers may make an account there. */
  readonly is_signup_enabled: boolean
  readonly is_enabled: boolean
  readonly organization_access_level: 'none' | 'readonly' | 'limited' | 'full'
  readonly organization_connection_name?: string
}

/** That a client may ask in its own name for tokens of this organization, by this client grant. */
export type OrganizationClientGrant = {
  /** `organization_id grant_id`. */
  readonly id: string
  readonly organization_id: string
  readonly grant_id: string
}

/** The secret of an API with HS256, sealed under the master key; at most one an API. */
export type ApiSecret = { readonly id: string; readonly secret: string }

/** A value that rules may read; its value is sealed under the master key. */
export type RulesConfig = { readonly key: string; readonly sealed_value: string }

/** A secret of the tenant's code, sealed under the master key. */
export type SealedSecret = { readonly name: string; readonly sealed_value: string; readonly updated_at: string }

/** A module that code names, and its version; kept as it was sent, since what the sandbox offers is fixed. */
export type CodeDependency = { readonly name: string; readonly version: string; readonly registry_url?: string | null }

/** What of an action runs: its draft, or one deployed version. */
export type ActionCode = {
  readonly code: string
  readonly runtime: string
  readonly dependencies: readonly CodeDependency[]
  readonly secrets: readonly SealedSecret[]
  readonly supported_triggers: readonly { readonly id: string; readonly version: string }[]
}

/** An action: its draft. What runs is its deployed version. Times are ISO 8601. */
export type Action = ActionCode & {
  /** UUID. */
  readonly id: string
  readonly name: string
  readonly created_at: string
  readonly updated_at: string
  readonly deployed_version_id: string | null
}

export type ActionVersion = ActionCode & {
  readonly id: string
  readonly action_id: string
  readonly number: number
  readonly created_at: string
}

/** Which actions run at a trigger, in this order. */
export type ActionBindings = {
  /** The trigger's. */
  readonly id: string
  readonly bindings: readonly {
    readonly id: string
    readonly action_id: string
    readonly display_name: string
    readonly created_at: string
    readonly updated_at: string
  }[]
}

/** Code that actions share: its draft, and the versions that were published. */
export type ActionModule = {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly dependencies: readonly CodeDependency[]
  readonly versions: readonly {
    readonly id: string
    readonly number: number
    readonly code: string
    readonly created_at: string
  }[]
  readonly created_at: string
  readonly updated_at: string
}

/** A hook: one function at one trigger. */
export type Hook = {
  /** ULID. */
  readonly id: string
  readonly name: string
  readonly script: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly enabled: boolean
  readonly triggerId: string
  readonly secrets: readonly SealedSecret[]
}

/** A factor of multi-factor authentication that somebody has switched. */
export type GuardianFactor = { readonly name: string; readonly enabled: boolean }

/** What pages say instead, by prompt and language. */
export type CustomText = {
  /** `prompt language`. */
  readonly id: string
  readonly prompt: string
  readonly language: string
  readonly screens: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A template around the pages; kept. */
export type PageTemplate = { readonly id: string; readonly body: string }

export type Collections = EntityDocuments & {
  client_secrets: ClientSecret
  api_secrets: ApiSecret
  signing_keys: SigningKey
  enabled_clients: EnabledClient
  organization_connections: OrganizationConnection
  organization_client_grants: OrganizationClientGrant
  rules_configs: RulesConfig
  actions: Action
  action_versions: ActionVersion
  action_bindings: ActionBindings
  action_modules: ActionModule
  hooks: Hook
  guardian_factors: GuardianFactor
  custom_texts: CustomText
  page_templates: PageTemplate
}
