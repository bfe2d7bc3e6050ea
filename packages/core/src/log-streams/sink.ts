// Where a log stream leads: sealed where it is kept, opened to send lines, and for administrators.
import type { LogSink, LogStream } from '@symbolon/protocol/entities/log-stream'
import { seal, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'

type Sealing = Pick<Tenancy, 'tenant' | 'masterKey'>

/** What the sinks of a tenant are sealed for. */
export const sinkPurpose = (tenant_id: string): string => `log streams of ${tenant_id}`

const purposeOf = ({ tenant }: Sealing): string => sinkPurpose(tenant.tenant_id)

/** As it is kept. */
export const sealSink = (tenancy: Sealing, sink: LogSink): string =>
  seal(tenancy.masterKey, purposeOf(tenancy), Buffer.from(JSON.stringify(sink), 'utf8'))

/** As it was given. @throws SealBroken under another master key */
export const openSink = (tenancy: Sealing, { sealed_sink }: Pick<LogStream, 'sealed_sink'>): LogSink => {
  const text = unseal(tenancy.masterKey, purposeOf(tenancy), sealed_sink).toString('utf8')
  // What was sealed is what was checked when it was sent.
  return JSON.parse(text) as LogSink
}
