// Who this page is, and which API its tokens are for.
import { createClient } from '@symbolon/browser'

const { VITE_CLIENT_ID, VITE_ISSUER, VITE_AUDIENCE } = import.meta.env

export const client = createClient({
  issuer: VITE_ISSUER ?? 'http://localhost:3000/',
  client_id: VITE_CLIENT_ID,
  audience: VITE_AUDIENCE ?? 'https://api.example.com/',
  scope: 'openid profile email read:messages',
})

// Coming back from the login, or after a reload: tokens are in memory alone, and the issuer still knows who is there. Once for each
// load of the page, since an answer can be taken only once.
export const arrival = client.finishLogin().then(() => client.user() ?? client.resume())
