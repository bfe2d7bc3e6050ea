// A call to the Management API whose status a test knows beforehand.
import assert from 'node:assert/strict'
import type { TestServer } from '../server.ts'

export type ManagementCall = [status: number, method: string, path: string, body?: unknown]

/** What is answered, `{}` where that is nothing. @throws AssertionError, with the answer, when the status is another */
export async function managed<T = Readonly<Record<string, unknown>>>(
  { manage }: Pick<TestServer, 'manage'>,
  ...[status, method, path, body]: ManagementCall
): Promise<T> {
  const response = await manage(method, path, body)
  const text = await response.text()
  assert.equal(response.status, status, `${method} ${path}: ${text}`)
  return Object(text === '' ? {} : JSON.parse(text))
}
