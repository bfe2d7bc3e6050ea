// An application with Lock as a script of the server, as old pages load it from the vendor's host.
import { lockPage } from './lock-page.js'

lockPage(globalThis.Auth0Lock)
