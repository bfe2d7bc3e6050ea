/** The text as text, for a title or an attribute. A name without a value stays as it is written. */
export const plainWords = (text: string, names: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{([a-z]+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(names, name) ? String(names[name]) : placeholder,
  )
