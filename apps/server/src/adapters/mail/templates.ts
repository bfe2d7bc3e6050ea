// Tenants' own templates, filled in by a process of its own, one after the other: what takes long keeps no request waiting, and what takes too
// much ends that process and nothing else. Most tenants have none, so that it is started for the first.
import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { openLine } from '@symbolon/core/line'
import { TemplateBroken, type RenderTemplate, type TemplateToRender } from '@symbolon/core/render-template'
import { startConfined } from '@symbolon/sandbox/confined-process'

/** What the process says. */
export type Rendered = { readonly text: string } | { readonly broken: string }

export type Templates = { readonly render: RenderTemplate; readonly close: () => void }

/** Milliseconds until an answer is waited for no longer: the library gives up by itself long before. */
const PATIENCE = 5000

/** Milliseconds that the process may take to start, on however busy a machine. */
const START_PATIENCE = 60_000

/** Milliseconds for which nothing of a tenant is filled in after something of it had to be ended: the mails of others are behind it. */
const REST = 600_000

/** Templates that wait. Mails are written a few at a time, so that never so many do. */
const WAITING = 1000

const TOO_MUCH = 'It takes too long, or too much memory'

const RESTS = 'One took too long, or too much memory, less than ten minutes ago'

const PROGRAM = new URL('template-process.ts', import.meta.url)

/** What the program is made of: its own folder, core, and the packages of others that core is made of. */
const readable = (): readonly string[] => {
  const liquid = import.meta.resolve('@symbolon/core/mail/liquid')
  const own = new URL('.', import.meta.url)
  const core = new URL('..', liquid)
  const others = new URL('../../..', pathToFileURL(createRequire(liquid).resolve('liquidjs')))
  return [own, new URL('../../../package.json', own), core, new URL('../package.json', core), others].map((url) =>
    fileURLToPath(url),
  )
}

/** What it says next, or why it says nothing: it is gone, or so many milliseconds have passed. */
const heard = (child: ChildProcess, patience: number): Promise<Rendered | 'gone' | 'silent'> =>
  new Promise((resolve) => {
    const settle = (what: Rendered | 'gone' | 'silent'): void => {
      clearTimeout(timer)
      child.off('message', settle).off('exit', leave).off('error', leave)
      resolve(what)
    }
    const leave = (): void => settle('gone')
    child.on('message', settle).on('exit', leave).on('error', leave)
    // One more turn, so that an answer counts which came while this process was busy itself.
    const timer = setTimeout(() => setImmediate(settle, 'silent'), patience)
  })

const tell = (child: ChildProcess, asked: TemplateToRender): void => {
  child.send(asked, (error) => error && child.kill('SIGKILL'))
}

/** @param patience milliseconds that one template may take */
export function openTemplates(patience: number = PATIENCE, program: URL = PROGRAM): Templates {
  const inTurn = openLine(1, WAITING)
  /** Until when, by tenant. */
  const resting = new Map<string, number>()
  let current: ChildProcess | undefined

  const end = (): void => {
    current?.kill('SIGKILL')
    current = undefined
  }

  /** The process, once it is there. @throws Error where it cannot be: no template is to blame for that */
  const started = async (): Promise<ChildProcess> => {
    if (current?.connected) return current
    end()
    const child = startConfined(program, readable())
    // Whoever waits for it hears that it is gone.
    child.on('error', () => undefined)
    current = child
    if (typeof (await heard(child, START_PATIENCE)) === 'object') return child
    end()
    throw new Error('The process that fills in templates does not start')
  }

  const ask = async (asked: TemplateToRender): Promise<Rendered | 'gone' | 'silent'> => {
    const child = await started()
    // The server may end while the process idles, and not while it is asked.
    child.ref()
    child.channel?.ref()
    tell(child, asked)
    const rendered = await heard(child, patience)
    child.unref()
    child.channel?.unref()
    if (typeof rendered === 'string') end()
    return rendered
  }

  /** A process may have gone for another reason while it idled: only one that was just started goes because of what it is asked. */
  const askTwice = async (asked: TemplateToRender): Promise<Rendered | 'gone' | 'silent'> => {
    const rendered = await ask(asked)
    return rendered === 'gone' ? ask(asked) : rendered
  }

  const isResting = (tenant_id: string): boolean => {
    const until = resting.get(tenant_id)
    if (until === undefined || performance.now() < until) return until !== undefined
    resting.delete(tenant_id)
    return false
  }

  return {
    render: (asked) =>
      inTurn(async () => {
        if (isResting(asked.tenant_id)) throw new TemplateBroken(RESTS)
        const rendered = await askTwice(asked)
        if (typeof rendered === 'string') {
          resting.set(asked.tenant_id, performance.now() + REST)
          throw new TemplateBroken(TOO_MUCH)
        }
        if ('text' in rendered) return rendered.text
        throw new TemplateBroken(rendered.broken)
      }),
    close: end,
  }
}
