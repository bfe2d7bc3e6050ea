// Modules that actions share: what was published, going back to it, and who uses it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSampleWing, type Asked, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const said = async (status: number, url: string, asked: Asked = {}) => {
  const answer = await wing.ask(url, asked)
  assert.equal(answer.statusCode, status, answer.body)
  return answer.json()
}

const action = async (name: string, code: string): Promise<string> => {
  const supported_triggers = [{ id: 'post-login', version: 'v3' }]
  const made = await said(201, '/actions/actions', { method: 'POST', body: { name, code, supported_triggers } })
  await said(200, `/actions/actions/${made.id}/deploy`, { method: 'POST' })
  return made.id
}

describe('a module of actions', () => {
  test('can go back to what it was, without changing what actions find', async () => {
    const body = { name: 'words', code: 'module.exports = 1', publish: true }
    const made = await said(201, '/actions/modules', { method: 'POST', body })
    const url = `/actions/modules/${made.id}`
    await said(200, url, { method: 'PATCH', body: { code: 'module.exports = 2' } })
    const second = await said(200, `${url}/versions`, { method: 'POST' })
    const { versions, total } = await said(200, `${url}/versions?per_page=1`)
    assert.deepEqual([versions.length, versions[0].number, total], [1, 2, 2])
    const first = await said(200, `${url}/versions/${made.latest_version.id}`)
    assert.deepEqual([first.code, first.number, first.module_id], ['module.exports = 1', 1, made.id])

    const rolled = { method: 'POST', body: { module_version_id: first.id } } as const
    const back = await said(200, `${url}/rollback`, rolled)
    assert.deepEqual([back.code, back.all_changes_published], ['module.exports = 1', false])
    assert.equal(back.latest_version.id, second.id)
    assert.equal((await said(404, `${url}/versions/elsewhere`)).errorCode, 'inexistent_action_module_version')
    const unknown = { method: 'POST', body: { module_version_id: 'elsewhere' } } as const
    assert.equal((await said(404, `${url}/rollback`, unknown)).errorCode, 'inexistent_action_module_version')
  })

  test('knows the actions whose deployed code requires it', async () => {
    const body = { name: 'shared', code: 'module.exports = 1', publish: true }
    const module = await said(201, '/actions/modules', { method: 'POST', body })
    const user = await action('Uses it', `const one = require( "actions:shared" )`)
    await action('Speaks of it', `const one = 'actions:shared'`)
    await action('Uses another', `require('actions:shared-too')`)
    const { actions, total } = await said(200, `/actions/modules/${module.id}/actions`)
    assert.equal(total, 1)
    assert.equal(actions[0].action_id, user)
    assert.equal(actions[0].module_version_id, module.latest_version.id)
    // A draft counts once it is deployed.
    await said(200, `/actions/actions/${user}`, { method: 'PATCH', body: { code: 'exports.x = 1' } })
    assert.equal((await said(200, `/actions/modules/${module.id}/actions`)).total, 1)
    await said(200, `/actions/actions/${user}/deploy`, { method: 'POST' })
    assert.equal((await said(200, `/actions/modules/${module.id}/actions`)).total, 0)
  })
})
