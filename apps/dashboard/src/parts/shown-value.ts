/** A claim's value as it is read: a text by itself, anything else as JSON. */
export const shownValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
