// A server asked as a proxy in front of it would ask: at its own address, with the host that was asked for. No name server here knows that.
/** Asks the server at `issuer` for `url`, whose host it is told. */
export const throughProxy =
  (issuer: string) =>
  (url: URL, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('x-forwarded-host', url.host)
    return fetch(new URL(url.pathname + url.search, issuer), { redirect: 'manual', ...init, headers })
  }
