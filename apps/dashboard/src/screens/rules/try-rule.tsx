// What a rule would do, before it is saved.
import type { LineProblem } from '../../editor/line-problem.ts'
import { call } from '../../session/call.ts'
import type { Run } from '../code/run.ts'
import { TryIt, type Input } from '../code/try-it.tsx'

type Props = {
  readonly name: string
  readonly script: string
  readonly onProblem: (problem: LineProblem | undefined) => void
}

const SAMPLE = {
  user: { email: 'ada@example.com', email_verified: true, app_metadata: { plan: 'gold' }, user_metadata: {} },
  rest: { clientName: 'Sample application', authorization: { roles: ['Clerk'] } },
}

export function TryRule({ name, script, onProblem }: Props) {
  const run = ({ user, rest }: Input): Promise<Run> =>
    call('POST', '/rules/test', { name, script, context: rest, ...(user && { user }) })
  return <TryIt rest="context" hasUser sample={SAMPLE} onRun={run} onProblem={onProblem} />
}
