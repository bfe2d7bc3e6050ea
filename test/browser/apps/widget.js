// An application with our own login box: by the calls of Lock, or as an element where its settings have `html`.
import { Lock } from '@symbolon/widget'

const { settings, location, document } = globalThis
const { domain, clientID, options, html } = settings

const heard = []
const waiting = new Map()
const waitFor = (event) => {
  if (!waiting.has(event)) waiting.set(event, Promise.withResolvers())
  return waiting.get(event)
}
const hear = (event, value) => {
  heard.push(event)
  waitFor(event).resolve(value ?? null)
}

const promised = (call) =>
  new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result)))
  })

const EVENTS = [
  'show',
  'hide',
  'signin ready',
  'signup ready',
  'signup success',
  'signup error',
  'authenticated',
  'authorization_error',
  'unrecoverable_error',
  'hash_parsed',
]

function newLock() {
  const redirectUrl = `${location.origin}/callback`
  const lock = new Lock(clientID, domain, { ...options, auth: { redirectUrl, ...options?.auth } })
  for (const event of EVENTS) lock.on(event, (value) => hear(event, value))
  return lock
}

document.body.insertAdjacentHTML('beforeend', html ?? '<h1>Shop</h1><div id="place"></div>')
const element = document.querySelector('symbolon-login')
for (const event of EVENTS) element?.addEventListener(event, ({ detail }) => hear(event, detail))
const lock = element?.lock ?? newLock()

globalThis.app = {
  show: (shown) => lock.show(shown),
  hide: () => lock.hide(),
  heard: () => heard,
  event: (name) => waitFor(name).promise,
  resume: (hash) => promised((done) => lock.resumeAuth(hash, done)),
  userInfo: (token) => promised((done) => lock.getUserInfo(token, done)),
  check: (asked) => promised((done) => lock.checkSession(asked, done)),
  logout: () => lock.logout({ returnTo: `${location.origin}/goodbye` }),
}
