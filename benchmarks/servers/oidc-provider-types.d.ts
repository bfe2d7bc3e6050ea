// The package has no types of its own; this is the part that we use.
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  export type Grant = {
    addOIDCScope(scope: string): void
    addResourceScope(resource: string, scope: string): void
    save(): Promise<string>
  }

  export type GrantContext = {
    readonly oidc: {
      readonly client: { readonly clientId: string }
      readonly session: { readonly accountId: string; grantIdFor(clientId: string): string | undefined }
      readonly provider: {
        readonly Grant: (new (of: { clientId: string; accountId: string }) => Grant) & {
          find(id: string): Promise<Grant>
        }
      }
    }
  }

  export default class Provider {
    constructor(issuer: string, configuration: object)
    listen(port: number, host: string): unknown
    callback(): RequestListener
  }
}
