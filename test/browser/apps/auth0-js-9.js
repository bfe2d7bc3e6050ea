// An application with auth0.js of the version that most pages still have.
import auth0 from 'auth0-js-9'
import { auth0Page } from './auth0-js-page.js'

auth0Page(auth0)
