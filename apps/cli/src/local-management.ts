// The Management API beside the server, for whoever may open its database.
import { managementBy, type ManagementClient } from './management-client.ts'

type LocalAsk = (
  method: string,
  path: string,
  body?: unknown,
  as?: string,
) => Promise<{ readonly status: number; readonly body: unknown }>

/** The Management API beside the database, which lets new things keep their ids. */
export const localManagement = (issuer: string, ask: LocalAsk): ManagementClient => ({
  ...managementBy(issuer, (method, path, body) => ask(method, path, body)),
  createAs: (path, body, id) =>
    managementBy(issuer, (method, asked, sent) => ask(method, asked, sent, id)).call('POST', path, body),
})
