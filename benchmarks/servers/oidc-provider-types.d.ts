// The package has no types of its own; this is the part that we use.
declare module 'oidc-provider' {
  export default class Provider {
    constructor(issuer: string, configuration: object)
    listen(port: number, host: string): unknown
  }
}
