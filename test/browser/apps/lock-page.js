// What a page does with Lock, whichever version: makes one, listens to it, shows it.

/** @param Auth0Lock - the class as its package exports it */
export function lockPage(Auth0Lock) {
  const { settings, location } = globalThis
  const { domain, clientID, options } = settings
  const lock = new Auth0Lock(clientID, domain, {
    autoclose: true,
    ...options,
    auth: { redirectUrl: `${location.origin}/callback`, responseType: 'token id_token', ...options?.auth },
  })

  const heard = []
  const waiting = new Map()
  const promiseOf = (event) => {
    if (!waiting.has(event)) {
      let resolve
      const promise = new Promise((done) => (resolve = done))
      waiting.set(event, { promise, resolve })
    }
    return waiting.get(event)
  }
  for (const event of ['authenticated', 'authorization_error', 'unrecoverable_error', 'signup success']) {
    lock.on(event, (value) => {
      heard.push(event)
      promiseOf(event).resolve(value ?? null)
    })
  }

  globalThis.app = {
    show: (shown) => void lock.show(shown),
    hide: () => void lock.hide(),
    heard: () => heard,
    event: (name) => promiseOf(name).promise,
    userInfo: (token) =>
      new Promise((resolve, reject) => {
        lock.getUserInfo(token, (error, profile) => (error ? reject(error) : resolve(profile)))
      }),
    check: (asked) =>
      new Promise((resolve, reject) => {
        lock.checkSession(asked, (error, result) => (error ? reject(error) : resolve(result)))
      }),
    logout: () => lock.logout({ returnTo: `${location.origin}/goodbye` }),
  }
}
