// A single-page application with our own client, used as its documentation says.
import { createClient } from '@symbolon/browser'

const { settings, location } = globalThis

const client = createClient({ redirect_uri: `${location.origin}/callback`, ...settings })
const heard = []
client.listen((event, user) => heard.push([event, user?.sub]))

async function comeBack() {
  try {
    return await client.finishLogin()
  } finally {
    if (location.pathname === '/callback') globalThis.history.replaceState({}, '', '/')
  }
}

globalThis.app = {
  arrival: comeBack(),
  login: (wish) => client.login(wish),
  popup: (wish) => client.loginWithPopup(wish),
  token: (wish) => client.getToken(wish),
  user: () => client.user(),
  resume: () => client.resume(),
  logout: (wish) => client.logout(wish),
  get: async (url, wish) => {
    const response = await client.fetch(url, {}, wish)
    return { status: response.status, text: await response.text() }
  },
  heard: () => heard,
  wherever: async () => ({
    local: { ...globalThis.localStorage },
    session: { ...globalThis.sessionStorage },
    address: location.href,
    cookies: document.cookie,
  }),
}
