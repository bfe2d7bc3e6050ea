// The Management API as an OpenAPI 3.1 document, made from the same descriptions as its routes and checks.
import { SYSTEM_SCOPES } from '@symbolon/protocol/auth0/system-api'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { pathParameters, queryParameters } from './openapi-parameters.ts'
import { openApiSchemas, type OpenApiSchema } from './openapi-schemas.ts'
import { bodyOf, operations, type Operation } from './operations.ts'

export type OpenApiDocument = {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiSchema>>>>
  readonly [more: string]: unknown
}

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'multipart/form-data'

/** Why there is no success. */
const REFUSALS = {
  400: 'What was sent, or asked by query, cannot be; `message` names the field.',
  401: 'There is no token, or none that counts.',
  403: 'The token lacks the scope.',
  404: 'What the path or the body names is not there.',
  409: 'It is there already, is in use, or is being changed by others at the same time.',
  413: 'The body is too large.',
  415: 'The body is of another media type.',
  429: 'Too much of it is under way: passwords that are being tried (`Retry-After` says when to come back), or jobs.',
  503: 'The database cannot be reached; `Retry-After` says when to come back.',
} as const

const ERROR: OpenApiSchema = {
  type: 'object',
  properties: {
    statusCode: { type: 'integer' },
    error: { type: 'string', description: 'The words of the status.' },
    message: { type: 'string' },
    errorCode: { type: 'string' },
    attributes: { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] },
  },
  required: ['statusCode', 'error', 'message'],
}

const responses = Object.fromEntries(
  Object.entries(REFUSALS).map(([status, description]) => [
    status,
    { description, content: { [JSON_TYPE]: { schema: { $ref: '#/components/schemas/Error' } } } },
  ]),
)

const refusalsOf = ({ method, path, query, body, form }: Operation): readonly (keyof typeof REFUSALS)[] => [
  400,
  401,
  403,
  ...(path.includes(':') || body || form || !query.paging ? ([404] as const) : []),
  ...(method === 'GET' ? [] : ([409] as const)),
  ...(body || form ? ([413, 415] as const) : []),
  ...(path.startsWith('/jobs/users-') ? ([429] as const) : []),
  ...(body !== undefined && [bodyOf(USER, 'create'), bodyOf(USER, 'update')].includes(body) ? ([429] as const) : []),
  503,
]

/** `get_users_by_id_roles` */
const operationId = ({ method, path }: Operation): string =>
  [method.toLowerCase(), ...path.split('/').slice(1)]
    .map((part) => (part.startsWith(':') ? `by_${part.slice(1)}` : part.replaceAll('-', '_')))
    .join('_')

const securityOf = ({ scopes, allScopes }: Operation) =>
  allScopes ? [{ clientCredentials: scopes }] : scopes.map((scope) => ({ clientCredentials: [scope] }))

type Spelled = ReturnType<typeof openApiSchemas>['spelled']

const sentTo = ({ body, bodyIsOptional, form }: Operation, spelled: Spelled): OpenApiSchema => {
  const [type, schema] = form ? [FORM_TYPE, form] : [JSON_TYPE, body]
  if (!schema) return {}
  return { requestBody: { required: !bodyIsOptional, content: { [type]: { schema: spelled(schema, 'sent') } } } }
}

const operationOf = (one: Operation, spelled: Spelled): OpenApiSchema => ({
  operationId: operationId(one),
  tags: [one.path.split('/')[1]],
  security: securityOf(one),
  parameters: [...pathParameters(one.path), ...queryParameters(one.query)],
  ...sentTo(one, spelled),
  responses: {
    [one.status]: {
      description: one.answer ? 'It is done, and this is the answer.' : 'It is done.',
      ...(one.answer ? { content: { [JSON_TYPE]: { schema: spelled(one.answer, 'answered') } } } : {}),
    },
    ...(one.statusOfNothing ? { [one.statusOfNothing]: { description: 'There is nothing to tell.' } } : {}),
    ...Object.fromEntries(refusalsOf(one).map((status) => [status, { $ref: `#/components/responses/${status}` }])),
  },
})

/** This document's own operation: nobody needs to prove anything to read it. */
const ITSELF: OpenApiSchema = {
  operationId: 'get_openapi_json',
  tags: ['openapi.json'],
  security: [],
  responses: {
    200: { description: 'This document.', content: { [JSON_TYPE]: { schema: { type: 'object' } } } },
    503: { $ref: '#/components/responses/503' },
  },
}

/** The document. It is the same for every tenant: addresses in it are relative to its own. */
export const openApiDocument = (): OpenApiDocument => {
  const { spelled, components } = openApiSchemas()
  const paths: Record<string, Record<string, OpenApiSchema>> = { '/openapi.json': { get: ITSELF } }
  for (const one of operations()) {
    const path = one.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationOf(one, spelled) }
  }
  const scopes = Object.fromEntries(SYSTEM_SCOPES.map(({ value, description }) => [value, description]))
  return {
    openapi: '3.1.1',
    info: { title: 'Symbolon Management API', version: '2', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api/v2' }],
    paths,
    components: {
      schemas: { ...components, Error: ERROR },
      responses,
      securitySchemes: {
        clientCredentials: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes } } },
      },
    },
  }
}
