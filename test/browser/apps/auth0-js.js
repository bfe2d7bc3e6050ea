// An application with auth0.js.
import auth0 from 'auth0-js'
import { auth0Page } from './auth0-js-page.js'

auth0Page(auth0)
