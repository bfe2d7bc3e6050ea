// The same application with the Lock that most pages still have.
import { lockPage } from './lock-page.js'
import { Auth0Lock } from 'auth0-lock-11'

lockPage(Auth0Lock)
