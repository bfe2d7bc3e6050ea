// OpenID Connect Core 1.0: the words of an authentication request.

/** §3.1.2.1 */
export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const

export type Prompt = (typeof PROMPTS)[number]

export const isPrompt = (word: string): word is Prompt => PROMPTS.some((prompt) => prompt === word)

/** §3.1.2.1 */
export const OPENID_SCOPE = 'openid'
