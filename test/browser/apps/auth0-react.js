// A React application with @auth0/auth0-react, used as its README says.
import { createElement as h, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Auth0Provider, useAuth0, withAuthenticationRequired } from '@auth0/auth0-react'

const { settings, location, history, document } = globalThis

function Visitor() {
  const { loginWithRedirect, loginWithPopup, error } = useAuth0()
  return h(
    'main',
    null,
    h('h1', null, 'Welcome'),
    error && h('p', { role: 'alert' }, `${error.error}: ${error.message}`),
    h('button', { onClick: () => loginWithRedirect({ appState: { returnTo: '/orders' } }) }, 'Log in'),
    h('button', { onClick: () => loginWithRedirect({ authorizationParams: { screen_hint: 'signup' } }) }, 'Sign up'),
    h('button', { onClick: () => loginWithPopup() }, 'Log in here'),
    h('button', { onClick: () => loginWithRedirect({ authorizationParams: { prompt: 'none' } }) }, 'Am I known?'),
  )
}

function Member() {
  const { user, logout, getAccessTokenSilently } = useAuth0()
  const [orders, setOrders] = useState('')
  const load = async () => {
    const token = await getAccessTokenSilently({ cacheMode: 'off' })
    const response = await fetch(settings.api, { headers: { authorization: `Bearer ${token}` } })
    setOrders(await response.text())
  }
  return h(
    'main',
    null,
    h('h1', null, `Hello ${user.name}`),
    h('p', { id: 'sub' }, user.sub),
    h('p', { id: 'orders' }, orders),
    h('button', { onClick: load }, 'My orders'),
    h('button', { onClick: () => logout({ logoutParams: { returnTo: `${location.origin}/goodbye` } }) }, 'Log out'),
  )
}

const Secret = withAuthenticationRequired(() => h('p', { id: 'secret' }, 'for members only'))

function Page() {
  const { isLoading, isAuthenticated } = useAuth0()
  if (isLoading) return h('p', null, 'One moment')
  if (location.pathname === '/secret') return h(Secret)
  return isAuthenticated ? h(Member) : h(Visitor)
}

const root = document.createElement('div')
document.body.append(root)
createRoot(root).render(
  h(
    Auth0Provider,
    {
      ...settings.auth0,
      authorizationParams: { redirect_uri: `${location.origin}/callback`, ...settings.auth0.authorizationParams },
      onRedirectCallback: (appState) => history.replaceState({}, '', appState?.returnTo ?? '/'),
    },
    h(Page),
  ),
)
