// What a hook would do, before it is saved.
import type { LineProblem } from '../../editor/line-problem.ts'
import type { Document } from '../../parts/document.ts'
import { call } from '../../session/call.ts'
import type { Run } from '../code/run.ts'
import { TryIt, type Input } from '../code/try-it.tsx'
import { pathOf, type Hook } from './hook.ts'

type Props = {
  readonly hook: Hook
  readonly hasUser: boolean
  readonly script: string
  readonly onProblem: (problem: LineProblem | undefined) => void
}

const PERSON = {
  user: { email: 'ada@example.com', emailVerified: false, app_metadata: {}, user_metadata: {} },
  rest: {},
}

const MACHINE = {
  user: {},
  rest: { client: { name: 'Sample application', metadata: { team: 'red' } }, scope: ['read:orders'] },
}

/** Somebody real as hooks know people: by other names than the Management API. */
const asHandedOver = (user: Document): Document => {
  const { user_id, email_verified, phone_number, phone_verified, identities: _identities, ...rest } = user
  if (typeof user_id !== 'string') return user
  return {
    ...rest,
    id: user_id.slice(user_id.indexOf('|') + 1),
    emailVerified: email_verified === true,
    phoneNumber: phone_number,
    phoneNumberVerified: phone_verified === true,
  }
}

export function TryHook({ hook, hasUser, script, onProblem }: Props) {
  const run = ({ user, rest }: Input): Promise<Run> => {
    const given = hasUser ? { context: rest, ...(user && { user: asHandedOver(user) }) } : rest
    return call('POST', `${pathOf(hook.id)}/test`, { ...given, script })
  }
  return (
    <TryIt
      rest={hasUser ? 'context' : 'client, scope, audience, context'}
      hasUser={hasUser}
      sample={hasUser ? PERSON : MACHINE}
      onRun={run}
      onProblem={onProblem}
    />
  )
}
