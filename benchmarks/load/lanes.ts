import { randomUUID } from 'node:crypto'
import type { Connection } from './connection.ts'
import { getRequest, postForm } from './connection.ts'
import { formOf } from './job.ts'
import type { Job } from './job.ts'

/** One connection's work: every call is one answer, whose body it gives. */
export type Lane = () => Promise<string>

/** Where the requests come from: one text again and again, or a new one each time. */
function postingLane(job: Job, connection: Connection, nextIndex: () => number): Lane {
  const first = postForm(job.host, job.path, formOf(job, 0))
  return job.walk === undefined
    ? () => connection.ask(first)
    : () => connection.ask(postForm(job.host, job.path, formOf(job, nextIndex())))
}

function renewingLane(job: Job, connection: Connection, first: string): Lane {
  let refresh_token = first
  return async () => {
    const body = await connection.ask(
      postForm(job.host, job.path, { ...job.form, grant_type: 'refresh_token', refresh_token }),
    )
    const next: { refresh_token?: string } = JSON.parse(body)
    if (next.refresh_token === undefined || next.refresh_token === refresh_token) throw new Error('it did not rotate')
    refresh_token = next.refresh_token
    return body
  }
}

function codeLane(job: Job, connection: Connection, path: string, cookie: string): Lane {
  const visit = getRequest(job.host, path, [`cookie: ${cookie}`])
  return async () => {
    const code = /[?&]code=([^&]+)/.exec(await connection.askWhere(visit))?.[1]
    if (code === undefined) throw new Error('no code came back')
    return connection.ask(postForm(job.host, job.path, { ...job.form, grant_type: 'authorization_code', code }))
  }
}

/** Names that nobody has tried before, so that each guess is worth a hash. */
function guessingLane(job: Job, connection: Connection): Lane {
  return async () => {
    const username = `${randomUUID()}@bench.example`
    const body = await connection.askAnyhow(postForm(job.host, job.path, { ...job.form, username }))
    if (!body.includes('Wrong email or password')) throw new Error(`not looked at: ${body.slice(0, 300)}`)
    return body
  }
}

/** What the connection number `index` does. */
export function laneOf(job: Job, connection: Connection, index: number, nextIndex: () => number): Lane {
  const { flow } = job
  if (flow === undefined) return postingLane(job, connection, nextIndex)
  if (flow.is === 'guess') return guessingLane(job, connection)
  if (flow.is === 'refresh') return renewingLane(job, connection, flow.tokens[index] ?? '')
  if (flow.is === 'code') return codeLane(job, connection, flow.path, flow.cookie)
  const request = getRequest(job.host, flow.path, [`authorization: ${flow.authorization}`])
  return () => connection.ask(request)
}
