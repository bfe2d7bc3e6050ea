// The wire's sentence for what a schema refuses, without the value: it may be a secret. reference: Management API, section 2.
import type { TLocalizedValidationError } from 'typebox/error'

/** `keyword`: of JSON Schema; of `problem`, the sentence, `property` is not part. */
export type Problem = {
  readonly keyword: string
  readonly problem: string
  readonly property: string | undefined
}

/** `/groups/0/email` of the field `x` → `x.groups[0].email`. */
const propertyOf = (field: string, pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), field)
    .slice(0, 300)

const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, part) =>
        typeof inner === 'object' && inner !== null
          ? Reflect.get(inner, part.replaceAll('~1', '/').replaceAll('~0', '~'))
          : undefined,
      value,
    )

const typeName = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const sentence = (error: TLocalizedValidationError, value: unknown): string => {
  switch (error.keyword) {
    case 'type':
      return `Expected type ${error.params.type} but found type ${typeName(value)}`
    case 'required':
      return `Missing required property: ${error.params.requiredProperties.join(',')}`
    case 'additionalProperties':
      return `Additional properties not allowed: ${error.params.additionalProperties.join(',').slice(0, 300)}`
    case 'enum':
      return `No enum match, expected one of: ${error.params.allowedValues.join(', ')}`
    case 'minLength':
      return `String is too short, minimum ${error.params.limit}`
    case 'maxLength':
      return `String is too long, maximum ${error.params.limit}`
    case 'pattern':
      return `String does not match pattern: ${error.params.pattern}`
    case 'minimum':
    case 'exclusiveMinimum':
      return `Value is less than minimum ${error.params.limit}`
    case 'maximum':
    case 'exclusiveMaximum':
      return `Value is greater than maximum ${error.params.limit}`
    case 'maxItems':
      return `Array is too long, maximum ${error.params.limit}`
    case 'minItems':
      return `Array is too short, minimum ${error.params.limit}`
    case 'uniqueItems':
      return 'Array items are not unique'
    case 'maxProperties':
      return `Too many properties defined, maximum ${error.params.limit}`
    default:
      return 'Invalid value'
  }
}

// Of what a schema says about one value, these say the least: that no branch fits, and that it is not null either.
const isNoise = (error: TLocalizedValidationError): boolean =>
  error.keyword === 'anyOf' || error.keyword === 'boolean' || (error.keyword === 'type' && error.params.type === 'null')

/** The one problem worth telling among `errors` of `value`, the value of `field`. */
export const problemOf = (errors: readonly TLocalizedValidationError[], field: string, value: unknown): Problem => {
  const error =
    errors.find(({ keyword }) => keyword === 'additionalProperties') ??
    errors.find((candidate) => !isNoise(candidate)) ??
    errors[0]
  if (!error) return { keyword: '', problem: 'Invalid value', property: field }
  return {
    keyword: error.keyword,
    problem: sentence(error, valueAt(value, error.instancePath)),
    property: propertyOf(field, error.instancePath),
  }
}
