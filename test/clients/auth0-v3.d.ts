declare module 'auth0-v3' {
  /** It brings no types. */
  export const ManagementClient: new (settings: {
    readonly domain: string
    readonly clientId: string
    readonly clientSecret: string
  }) => object
}
