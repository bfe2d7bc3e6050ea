// For tests: any value that a schema of the entity list allows, made from the schema itself.
import fc, { type Arbitrary } from 'fast-check'
import type { JsonSchema } from '@symbolon/protocol/entities/schema'

const LOOKAHEAD = /^\^\(\?!.*?:\)/

/** A string that a pattern allows; what cannot be made from a pattern is made without it and kept if it fits. */
const textFor = ({ pattern, minLength = 0, maxLength = 100 }: JsonSchema): Arbitrary<string> => {
  const fits = (text: string): boolean =>
    text.length >= minLength &&
    text.length <= maxLength &&
    text.isWellFormed() &&
    !text.includes('\u0000') &&
    (pattern === undefined || new RegExp(pattern).test(text))
  const free = fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 20) }),
    fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 20) }),
    // What patterns that look ahead are about.
    fc.constantFrom('https://app.example.com/there', 'urn:example:thing', 'app.example.com'),
  )
  if (pattern === undefined || LOOKAHEAD.test(pattern) || pattern.includes('\\u0000')) {
    // Otherwise it would be looked for without an end.
    if (!fc.sample(free, { numRuns: 500, seed: 1 }).some(fits)) throw new Error(`No text is made that fits ${pattern}`)
    return free.filter(fits)
  }
  return fc
    .stringMatching(new RegExp(pattern), { size: '+1' })
    .map((text) => text.slice(0, maxLength))
    .filter(fits)
}

const integerFor = ({ minimum = 0, maximum = 1000 }: JsonSchema): Arbitrary<number> =>
  fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum))

const keyText = fc
  .string({ minLength: 1, maxLength: 12 })
  .filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key))

const objectFor = (schema: JsonSchema): Arbitrary<unknown> => {
  if (schema.patternProperties) {
    const values = Object.values(schema.patternProperties).map(arbitraryValue)
    const [value = fc.constant(1)] = values
    return fc.dictionary(keyText, value, { maxKeys: Math.min(schema.maxProperties ?? 5, 5), noNullPrototype: true })
  }
  const properties = Object.entries(schema.properties ?? {}).map(
    ([name, inner]) => [name, arbitraryValue(inner)] as const,
  )
  return fc.record(Object.fromEntries(properties), {
    requiredKeys: [...(schema.required ?? [])],
    noNullPrototype: true,
  })
}

const listFor = ({ items = {}, minItems = 0, maxItems = 5, uniqueItems = false }: JsonSchema): Arbitrary<unknown> => {
  const item = arbitraryValue(items)
  const bounds = { minLength: minItems, maxLength: Math.min(maxItems, Math.max(minItems, 5)) }
  return uniqueItems
    ? fc.uniqueArray(item, { ...bounds, selector: (one) => JSON.stringify(one) })
    : fc.array(item, bounds)
}

/** Any value that `schema` allows, as JSON carries it. */
export const arbitraryValue = (schema: JsonSchema): Arbitrary<unknown> => {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(arbitraryValue))
  switch (schema.type) {
    case 'string':
      return textFor(schema)
    case 'integer':
      return integerFor(schema)
    case 'number':
      return fc
        .integer({ min: Math.max(1, 100 * (schema.minimum ?? 0)), max: 100 * (schema.maximum ?? 8000) })
        .map((hundredths) => hundredths / 100)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return listFor(schema)
    case 'object':
      return objectFor(schema)
    default:
      return fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant({ nested: ['value', null, 1.5] }))
  }
}
