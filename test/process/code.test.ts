// A tenant's own code on the command line: tried out without a server, and brought to one from a folder.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'
import { until } from '../wire/until.ts'
import { symbolon, type Ended } from './command-line.ts'

const SECRET = 'sk-live-4711-not-for-anybody'

const RULE = `function addTeam(user, context, callback) {
  console.log('for', user.email, configuration.KEY)
  context.accessToken['https://shop.example/team'] = (user.app_metadata || {}).team || 'none'
  user.nickname = 'countess'
  callback(null, user, context)
}`

const ACTION = `exports.onExecutePostLogin = async (event, api) => {
  console.log('secret', event.secrets.TOKEN)
  api.idToken.setCustomClaim('https://shop.example/hello', event.user.name)
}`

let folder: string
before(() => void (folder = mkdtempSync(join(tmpdir(), 'symbolon-code-'))))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a file below the folder; the path where it is. */
const write = (path: string, content: string | object): string => {
  const whole = join(folder, path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, typeof content === 'string' ? content : JSON.stringify(content))
  return whole
}

describe('code, tried out on the command line without a server', () => {
  // An address at which nobody listens: nothing is asked there.
  const environment = { SYMBOLON_URL: 'http://127.0.0.1:9/' }
  const run = (...words: string[]): Promise<Ended> => symbolon(words, { environment })

  test('a rule shows what it changes of user, context and tokens, without its configuration', async () => {
    const file = write('team.js', RULE)
    const user = write('user.json', { email: 'ada@example.com', nickname: 'ada', app_metadata: { team: 'red' } })
    const configuration = write('values.json', { KEY: SECRET })
    const { code, out, err } = await run('rule', 'test', file, '--user', user, '--configuration', configuration)
    assert.equal(code, 0, err)
    assert.match(out, /^team\.js ran to its end, \d+ ms$/m)
    assert.match(out, /^ {2}log {2}for ada@example\.com \*\*\*$/m)
    assert.match(out, /^ {2}\+ {2}access token {2}https:\/\/shop\.example\/team {2}red$/m)
    assert.match(out, /^ {2}~ {2}user\.nickname +ada → countess$/m)
    assert.ok(!`${out}${err}`.includes(SECRET))
  })

  test('a rule from a pipe of user and context, for programs', async () => {
    const file = write('team.js', RULE)
    const words = ['rule', 'test', file, '--user', '-', '--context', '{"protocol":"oauth2-refresh-token"}', '--json']
    const { code, out, err } = await symbolon(words, { environment, input: '{"email":"grace@example.com"}' })
    assert.equal(code, 0, err)
    const run = JSON.parse(out)
    assert.equal(run.outcome, 'ok')
    assert.deepEqual(run.step.lines, [{ level: 'log', text: 'for grace@example.com undefined' }])
    assert.deepEqual(run.step.tokens, [{ path: 'access_token.https://shop.example/team', after: 'none' }])
  })

  test('one that refuses, cannot be compiled or never ends is told, and ends with 1', async () => {
    const ended = async (script: string, expected: RegExp): Promise<void> => {
      const { code, out } = await run('rule', 'test', write('other.js', script))
      assert.equal(code, 1)
      assert.match(out, expected)
    }
    await ended(
      'function (user, context, callback) { callback(new UnauthorizedError("not today")) }',
      /refused, \d+ ms\n\nNo tokens: not today/,
    )
    await ended('function (user', /cannot be compiled/)
    await ended(
      'function (user, context, callback) { for (;;); }',
      /was stopped: it (?:computes too much|never called back, or took too long)/,
    )
  })

  test('an action shows what it asks for; its trigger follows from what it exports', async () => {
    const file = write('code.js', ACTION)
    const secrets = write('secrets.json', { TOKEN: SECRET })
    const shown = await run('action', 'test', file, '--event', '{"user":{"name":"Grace"}}', '--secrets', secrets)
    assert.equal(shown.code, 0, shown.err)
    assert.match(shown.out, /^ {2}log {2}secret \*\*\*$/m)
    assert.match(shown.out, /^ {2}\+ {2}ID token +https:\/\/shop\.example\/hello {2}Grace$/m)
    assert.ok(!`${shown.out}${shown.err}`.includes(SECRET))
    const denies = write(
      'machine.js',
      `exports.onExecuteCredentialsExchange = async (event, api) => api.access.deny('invalid_scope', event.client.name)`,
    )
    const denied = await run('action', 'test', denies, '--event', '{"client":{"name":"Export"}}')
    assert.equal(denied.code, 1)
    assert.match(denied.out, /No tokens: invalid_scope: Export/)
  })

  test('code reaches no file, no environment and no host that is not named', async () => {
    const out = async (body: string): Promise<string> => {
      const script = `async function (user, context, callback) { ${body} }`
      return (await run('rule', 'test', write('nosy.js', script))).out
    }
    assert.match(await out(`require('fs'); callback(null, user, context)`), /Cannot find module 'fs'/)
    assert.match(await out(`console.log(typeof process); callback(null, user, context)`), /log {2}undefined/)
    assert.match(await out(`await fetch('http://127.0.0.1:9/'); callback(null, user, context)`), /not allowed/)
  })

  test('what was typed wrong is one sentence and 2', async () => {
    const file = write('team.js', RULE)
    const wrong: readonly (readonly [RegExp, ...string[]])[] = [
      [/cannot be read/, 'rule', 'test', join(folder, 'none.js')],
      [/--user,.* cannot be read/, 'rule', 'test', file, '--user', join(folder, 'none.json')],
      [/--user gives is no JSON/, 'rule', 'test', file, '--user', '{'],
      [/--configuration gives has a value that is no text/, 'rule', 'test', file, '--configuration', '{"a":1}'],
      [/There is no trigger constructor/, 'action', 'test', file, '--trigger', 'constructor'],
      [/NAME=FILE/, 'action', 'test', file, '--module', 'x'],
    ]
    for (const [expected, ...words] of wrong) {
      const { code, out, err } = await run(...words)
      assert.match(err, expected)
      assert.deepEqual([code, out, err.trim().split('\n').length], [2, '', 1])
    }
  })
})

describe('code, brought to a tenant from a folder', () => {
  let server: TestServer
  before(async () => void (server = await startTestServer()))
  after(() => server.stop())
  beforeEach(() => {
    for (const below of ['rules', 'rules-configs', 'actions', 'triggers', 'hooks'])
      rmSync(join(folder, below), { recursive: true, force: true })
  })

  const run = (environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Ended> =>
    symbolon(words, {
      environment: {
        SYMBOLON_URL: server.issuer,
        SYMBOLON_CLIENT_ID: CLIENT_ID,
        SYMBOLON_CLIENT_SECRET: CLIENT_SECRET,
        ...environment,
      },
    })
  const done = async (...words: string[]): Promise<string> => {
    const { code, out, err } = await run({}, ...words)
    assert.equal(code, 0, err)
    return out
  }
  const get = async <T>(path: string): Promise<T> => (await (await server.manage('GET', path)).json()) as T
  const steps = async (noun: string, ...words: string[]): Promise<readonly string[]> => {
    const plan: readonly { verb: string; noun: string; name: string }[] = JSON.parse(
      await done(noun, 'deploy', folder, '--dry-run', '--json', ...words),
    )
    return plan.map((step) => `${step.verb} ${step.noun} ${step.name}`)
  }

  test('rules: a plan that does nothing, then all of it, then nothing is left to do', async () => {
    write('rules/team.js', RULE)
    write('rules/team.json', {
      name: 'Add team',
      script: './rules/team.js',
      order: 10,
      enabled: true,
      stage: 'login_success',
    })
    write('rules/second.js', RULE)
    write('rules/second.json', { name: 'Second', script: './second.js', order: 20, enabled: false })
    write('rules-configs/KEY.json', { key: 'KEY', value: '##SHOP_KEY##' })
    const missing = await run({}, 'rule', 'deploy', folder, '--dry-run')
    assert.equal(missing.code, 2)
    assert.match(missing.err, /rules-configs\/KEY\.json needs a value for SHOP_KEY/)
    const plan = await run({ SHOP_KEY: SECRET }, 'rule', 'deploy', folder, '--dry-run')
    assert.equal(plan.code, 0, plan.err)
    assert.match(
      plan.out,
      /^set +rules-config +KEY +its value\ncreate +rule +Second +new, not enabled\ncreate +rule +Add team +new$/m,
    )
    assert.deepEqual(await get('/rules'), [])
    const nobody = await run({ SHOP_KEY: SECRET }, 'rule', 'deploy', folder)
    assert.equal(nobody.code, 2)
    assert.match(nobody.err, /say --yes/)
    const made = await run({ SHOP_KEY: SECRET }, 'rule', 'deploy', folder, '--yes')
    assert.equal(made.code, 0, made.err)
    assert.match(made.err, /All 3 steps are done/)
    assert.ok(!`${plan.out}${plan.err}${made.out}${made.err}`.includes(SECRET))
    const kept: readonly { name: string; order: number; enabled: boolean; script: string }[] = await get('/rules')
    assert.deepEqual(kept.map(({ name, order, enabled }) => [name, order, enabled]).toSorted(), [
      ['Add team', 10, true],
      ['Second', 20, false],
    ])
    assert.equal(kept[0]?.script, RULE)
    rmSync(join(folder, 'rules-configs'), { recursive: true })
    assert.match((await run({}, 'rule', 'deploy', folder)).err, /nothing to do/)
    assert.match(await done('rule', 'list'), /^rul_\w{16} +10 +true +Add team$/m)
  })

  test('rules change places, although no two may have the same', async () => {
    const rule = (name: string, order: number) => {
      write(`rules/${name}.js`, RULE)
      write(`rules/${name}.json`, { name, order })
    }
    rule('one', 100)
    rule('two', 200)
    await done('rule', 'deploy', folder, '--yes')
    rule('one', 200)
    rule('two', 100)
    await done('rule', 'deploy', folder, '--yes')
    const kept: readonly { name: string; order: number }[] = await get('/rules')
    const orders = Object.fromEntries(kept.map(({ name, order }) => [name, order]))
    assert.deepEqual([orders['one'], orders['two']], [200, 100])
  })

  test('actions are made, deployed and bound in their order; secrets come from a file and stay when they are left out', async () => {
    const secrets = write('secrets.json', { TOKEN: SECRET })
    write('actions/first/code.js', ACTION)
    const first = {
      name: 'first',
      code: './actions/first/code.js',
      runtime: 'node22',
      dependencies: [],
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      secrets: [{ name: 'TOKEN', value: '_VALUE_NOT_SHOWN_' }],
      status: 'built',
      deployed: true,
    }
    write('actions/first.json', first)
    write('actions/second/code.js', ACTION)
    write('actions/second.json', { ...first, name: 'second', code: './actions/second/code.js', secrets: [] })
    const bound = (...names: readonly string[]) =>
      write('triggers/triggers.json', {
        'post-login': names.map((name) => ({ action_name: name, display_name: name })),
        'send-phone-message': [],
      })
    bound('second', 'first')
    const missing = await run({}, 'action', 'deploy', folder, '--dry-run')
    assert.equal(missing.code, 2)
    assert.match(missing.err, /secrets without a value: name TOKEN/)
    const made = await run({}, 'action', 'deploy', folder, '--secrets', secrets, '--yes')
    assert.equal(made.code, 0, made.err)
    assert.ok(!`${made.out}${made.err}`.includes(SECRET))
    const namesBound = async (): Promise<readonly string[]> => {
      const { bindings }: { bindings: readonly { action: { name: string } }[] } = await get(
        '/actions/triggers/post-login/bindings',
      )
      return bindings.map(({ action }) => action.name)
    }
    assert.deepEqual(await namesBound(), ['second', 'first'])
    assert.deepEqual(await steps('action'), ['keep action first', 'keep action second', 'keep trigger post-login'])
    write('actions/first/code.js', `${ACTION}\n// changed`)
    bound('first')
    assert.deepEqual(await steps('action'), [
      'update action first',
      'deploy action first',
      'keep action second',
      'bind trigger post-login',
    ])
    await done('action', 'deploy', folder, '--yes')
    assert.deepEqual(await namesBound(), ['first'])
    const { actions } = await get<{
      actions: readonly { id: string; all_changes_deployed: boolean; secrets: readonly { name: string }[] }[]
    }>('/actions/actions?actionName=first')
    const [action] = actions
    assert.equal(action?.all_changes_deployed, true)
    assert.deepEqual(
      action?.secrets.map(({ name }) => name),
      ['TOKEN'],
    )
    const tried = await server.manage('POST', `/actions/actions/${action?.id}/test`, { payload: {} })
    // Only a secret that is still there is made unreadable.
    assert.match(await tried.text(), /secret \*\*\*/)
    assert.match(await done('action', 'list'), /^\S{36} +post-login +yes +first$/m)
    assert.equal(await done('action', 'log', '--trigger', 'credentials-exchange'), 'No code has run lately.\n')
    write('triggers/triggers.json', { 'post-login': [{ action_name: 'nobody' }] })
    const unknown = await run({}, 'action', 'deploy', folder, '--yes')
    assert.equal(unknown.code, 2)
    assert.match(unknown.err, /binds nobody, an action that there is not/)
  })

  test('hooks get their secrets before they run', async () => {
    write(
      'hooks/scopes.js',
      `module.exports = (client, scope, audience, context, cb) => { console.log('hears', context.webtask.secrets.KEY); cb(null, { scope }) }`,
    )
    write('hooks/scopes.json', {
      name: 'Test Hook520',
      triggerId: 'credentials-exchange',
      enabled: true,
      secrets: { KEY: '@@HOOK_KEY@@' },
      dependencies: {},
      script: './hooks/scopes.js',
    })
    const made = await run({ HOOK_KEY: SECRET }, 'hook', 'deploy', folder, '--yes')
    assert.equal(made.code, 0, made.err)
    assert.ok(!`${made.out}${made.err}`.includes(SECRET))
    const [hook] = await get<readonly { id: string; name: string; enabled: boolean }[]>('/hooks')
    assert.ok(hook)
    assert.deepEqual([hook.name, hook.enabled], ['test-hook-520', true])
    assert.deepEqual(await get(`/hooks/${hook.id}/secrets`), { KEY: '_VALUE_NOT_SHOWN_' })
    write('hooks/scopes.json', {
      ...JSON.parse(readFileSync(join(folder, 'hooks/scopes.json'), 'utf8')),
      secrets: { KEY: '_VALUE_NOT_SHOWN_' },
    })
    assert.deepEqual(await steps('hook'), ['keep hook test-hook-520'])
    await until('the hook is in the log', async () =>
      / hook test-hook-520, \d+ ms\n {4}log: hears \*\*\*$/m.test(await done('action', 'log')),
    )
    assert.match(await done('hook', 'list'), /credentials-exchange +true +test-hook-520$/m)
    assert.equal((await run({}, 'hook', 'delete', hook.id, '--yes')).code, 0)
  })

  test('nothing outside of the folder is read, and what is wrong in it is one sentence', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'symbolon-outside-'))
    try {
      writeFileSync(join(outside, 'secret.js'), SECRET)
      const refused = async (expected: RegExp): Promise<void> => {
        const { code, out, err } = await run({}, 'rule', 'deploy', folder, '--yes')
        assert.match(err, expected)
        assert.deepEqual([code, out], [2, ''])
        assert.ok(!err.includes(SECRET))
      }
      write('rules/bad.json', { name: 'Bad', script: `../../${outside.split('/').at(-1)}/secret.js` })
      await refused(/which is not in the folder/)
      symlinkSync(join(outside, 'secret.js'), join(folder, 'rules/bad.js'))
      write('rules/bad.json', { name: 'Bad', script: './bad.js' })
      await refused(/which is not in the folder/)
      write('rules/bad.json', '{')
      await refused(/rules\/bad\.json is no JSON/)
      write('rules/bad.json', {})
      await refused(/rules\/bad\.json has no name/)
      rmSync(join(folder, 'rules/bad.json'))
      await refused(/There are no rules in/)
    } finally {
      rmSync(outside, { recursive: true, force: true })
    }
  })

  test('an action and a rule are made, shown, changed and deleted one by one', async () => {
    const code = write('code.js', ACTION)
    const words = ['action', 'create', 'By hand', '--trigger', 'post-login', '--code', `@${code}`, '--deploy', 'true']
    const { id } = JSON.parse(await done(...words, '--json'))
    await done('action', 'update', id, '--runtime', 'node18')
    assert.match(await done('action', 'show', id), /^all_changes_deployed +true$/m)
    assert.equal((await run({}, 'action', 'delete', id, '--yes')).code, 0)
    const script = write('rule.js', RULE)
    const rule = JSON.parse(await done('rule', 'create', 'By hand', '--script', `@${script}`, '--json'))
    await done('rule', 'update', rule.id, '--enabled', 'false')
    assert.match(await done('rule', 'show', rule.id), /^enabled +false$/m)
    assert.equal((await run({}, 'rule', 'delete', rule.id, '--yes')).code, 0)
  })
})
