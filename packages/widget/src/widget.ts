// widget: a login box for any page, in the names that programs written for Lock know, and as the element <symbolon-login>.
export { Lock } from './lock.ts'
export { LoginElement } from './element.ts'
export type { BoxOptions, ShowOptions } from './options.ts'
