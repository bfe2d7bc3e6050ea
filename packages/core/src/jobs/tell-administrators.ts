// That an import of users has ended, by mail to those who run the tenant: where whoever asked for it wants that. reference: Management API,
// section 21, send_completion_email.
import { ADMINISTRATORS } from '../connections/new-connection.ts'
import type { Job } from '../job-store.ts'
import { writePlainMail } from '../login/send-mail.ts'
import type { Tenancy } from '../tenancy.ts'

/** Mails for one job. */
const MOST_MAILS = 20

/** Sends the mails in the background. To be called once a job has ended; whose process dies at this moment sends none. */
export function tellAdministrators(tenancy: Tenancy, job: Job): void {
  const { id, type, status, status_details = '', summary, connection, send_completion_email } = job
  if (type !== 'users_import' || send_completion_email !== true) return
  const name = status === 'completed' ? 'users_import_completed' : 'users_import_failed'
  const further = { job: { ...summary, job: id, reason: status_details } }
  const of = connection === undefined ? undefined : { name: connection }
  tenancy.inBackground(tenancy.tenant.tenant_id, async () => {
    const { items } = await tenancy.store.pageUsers(ADMINISTRATORS, { limit: MOST_MAILS })
    for (const user of items) {
      const { email: to, blocked } = user
      if (to === undefined || blocked) continue
      const subject = { user, to, client: undefined, connection: of, languages: [], further }
      tenancy.sendMail(() => writePlainMail(tenancy, name, subject))
    }
  })
}
