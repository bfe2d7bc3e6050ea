// Values inside programs. What somebody has typed stays a text there, whatever it holds.

/** In double quotes, as JavaScript, Python, Go, Java and C# read them. */
export const quoted = (value: string): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** For a shell. */
export const inShell = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`
