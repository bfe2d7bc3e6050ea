import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { RESPONSE_PARAMETERS } from '@symbolon/protocol/oidc/response-modes'
import { OAuthError } from '../errors.ts'
import { hasResponseParameters, type AnswerTo } from './answer-to.ts'
import { errorResponse, responseUrl, successResponse, type AuthorizationResponse } from './respond.ts'

const to = (fields: Partial<AnswerTo> = {}): AnswerTo => ({
  redirect_uri: 'https://app.example.com/cb',
  response_mode: 'query',
  state: null,
  ...fields,
})

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((value) => value.isWellFormed())

const told = (url: string): Readonly<Record<string, string>> => {
  const { search, hash } = new URL(url)
  return Object.fromEntries(new URLSearchParams(hash === '' ? search : hash.slice(1)))
}

describe('an answer in a URL', () => {
  test('has every value as it was, whatever stands in it, and what was there before', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('query', 'fragment'), (state, description, response_mode) => {
        const refusal = new OAuthError('access_denied', description)
        const response = errorResponse(
          'client',
          to({ state, response_mode, redirect_uri: 'https://a.example/?x=y' }),
          refusal,
        )
        const url = responseUrl(response)
        const parameters = told(url)
        const before = new URL(url).searchParams.get('x')
        return (
          before === 'y' &&
          parameters['error'] === 'access_denied' &&
          parameters['error_description'] === description &&
          parameters['state'] === state
        )
      }),
    )
  })

  test('can be written whatever the tenant’s code has said: half a character becomes a sign for one', () => {
    for (const response_mode of ['query', 'fragment'] as const) {
      const refusal = new OAuthError('access_denied', 'No \ud800 today')
      const url = responseUrl(errorResponse('client', to({ response_mode }), refusal))
      assert.equal(told(url)['error_description'], 'No \ufffd today')
    }
  })

  test('is joined to the address as it is', () => {
    const urlFor = (redirect_uri: string): string =>
      responseUrl(successResponse('client', to({ redirect_uri }), { code: 'c', tokens: undefined }, []))
    assert.equal(urlFor('https://a.example/cb'), 'https://a.example/cb?code=c')
    assert.equal(urlFor('https://a.example'), 'https://a.example?code=c')
    assert.equal(urlFor('https://a.example/cb?'), 'https://a.example/cb?code=c')
    assert.equal(urlFor('https://a.example/cb?x'), 'https://a.example/cb?x&code=c')
    assert.equal(urlFor('https://a.example/cb?x=y&'), 'https://a.example/cb?x=y&code=c')
    assert.equal(urlFor('com.example.app://cb'), 'com.example.app://cb?code=c')
  })

  test('says nothing of a state that was not sent', () => {
    const response = successResponse('client', to(), { code: 'c', tokens: undefined }, [])
    assert.deepEqual(response.parameters, { code: 'c' })
  })

  test('names the scope only where it is another set than was asked for', () => {
    const scopeOf = (granted: string, asked: readonly string[]) =>
      successResponse(
        'client',
        to({ response_mode: 'fragment' }),
        { code: undefined, tokens: { access_token: 't', scope: granted, expires_in: 7200, token_type: 'Bearer' } },
        asked,
      ).parameters['scope']
    assert.equal(scopeOf('a b', ['b', 'a']), undefined)
    assert.equal(scopeOf('a', ['a', 'b']), 'a')
    assert.equal(scopeOf('', ['a']), '')
    assert.equal(scopeOf('', []), undefined)
  })

  test('of more than 8192 characters is an error, and a form may have them', () => {
    const given = { code: 'c'.repeat(8200), tokens: undefined }
    for (const response_mode of ['query', 'fragment'] as const) {
      assert.throws(
        () => successResponse('client', to({ response_mode }), given, []),
        /longer than the 8192 characters/,
      )
    }
    assert.ok(successResponse('client', to({ response_mode: 'form_post' }), given, []))
  })
})

describe('security C4: an address that has a part of an answer already', () => {
  const hidden = RESPONSE_PARAMETERS.flatMap((name) => [
    `?${name}=x`,
    `?a=b&${name}`,
    `?a=b;${name}=x`,
    `?${name.toUpperCase()}=x`,
    `?%${name.charCodeAt(0).toString(16)}${name.slice(1)}=x`,
    `?+${name}+=x`,
    `?a=b?${name}=x`,
    `#${name}=x`,
    `#a=b&${name}=x`,
    `#/path?${name}=x`,
  ])

  for (const rest of hidden) {
    test(`is never answered at: ${rest}`, () => {
      const redirect_uri = `https://app.example.com/cb${rest}`
      assert.ok(hasResponseParameters(redirect_uri))
      const response: AuthorizationResponse = {
        ...to({ redirect_uri }),
        client_id: 'client',
        parameters: { code: 'c' },
      }
      assert.throws(() => responseUrl(response), OAuthError)
    })
  }

  test('is told from one that has other parameters', () => {
    for (const rest of ['', '?', '?a=b', '?mycode=1', '?code_x=1', '?a=code', '/code?x=state']) {
      assert.ok(!hasResponseParameters(`https://app.example.com/cb${rest}`), rest)
    }
  })
})
