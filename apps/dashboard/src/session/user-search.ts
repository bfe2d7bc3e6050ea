// What somebody types, as a query about users. reference: Management API, section 8, search.

/** Characters that mean something in a query. */
const SIGNS = /[+\-&|!(){}[\]^"~*?:\\/\s]/g

/** Undefined finds everybody. */
export function queryFor(typed: string): string | undefined {
  const words = typed.trim()
  if (words === '') return undefined
  if (words.includes('|')) return `user_id:"${words.replace(/["\\]/g, String.raw`\$&`)}"`
  const text = words.replace(SIGNS, String.raw`\$&`)
  return ['email', 'name', 'username'].map((field) => `${field}:*${text}*`).join(' OR ')
}
