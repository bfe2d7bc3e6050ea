// A Vue application with @auth0/auth0-vue, used as its README says.
import { createApp, h, ref } from 'vue'
import { createAuth0, useAuth0 } from '@auth0/auth0-vue'

const { settings, location, document } = globalThis

const Page = {
  setup() {
    const {
      isLoading,
      isAuthenticated,
      user,
      error,
      loginWithRedirect,
      loginWithPopup,
      getAccessTokenSilently,
      logout,
    } = useAuth0()
    const orders = ref('')
    const load = async () => {
      const token = await getAccessTokenSilently({ cacheMode: 'off' })
      const response = await fetch(settings.api, { headers: { authorization: `Bearer ${token}` } })
      orders.value = await response.text()
    }
    const member = () => [
      h('h1', `Hello ${user.value.name}`),
      h('p', { id: 'sub' }, user.value.sub),
      h('p', orders.value),
      h('button', { onClick: load }, 'My orders'),
      h('button', { onClick: () => logout({ logoutParams: { returnTo: `${location.origin}/goodbye` } }) }, 'Log out'),
    ]
    const visitor = () => [
      h('h1', 'Welcome'),
      error.value ? h('p', { role: 'alert' }, `${error.value.error}: ${error.value.message}`) : null,
      h('button', { onClick: () => loginWithRedirect() }, 'Log in'),
      h('button', { onClick: () => loginWithPopup() }, 'Log in here'),
      h('button', { onClick: () => loginWithRedirect({ authorizationParams: { prompt: 'none' } }) }, 'Am I known?'),
    ]
    return () => {
      if (isLoading.value) return h('p', 'One moment')
      return h('main', isAuthenticated.value ? member() : visitor())
    }
  },
}

const root = document.createElement('div')
document.body.append(root)
const { authorizationParams, ...auth0 } = settings.auth0
createApp(Page)
  .use(
    createAuth0({
      ...auth0,
      authorizationParams: { redirect_uri: `${location.origin}/callback`, ...authorizationParams },
    }),
  )
  .mount(root)
