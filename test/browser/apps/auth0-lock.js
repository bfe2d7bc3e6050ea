// An application with Lock, used as its README says: what stands in the page is what a customer's page has.
import { lockPage } from './lock-page.js'
import { Auth0Lock } from 'auth0-lock'

lockPage(Auth0Lock)
