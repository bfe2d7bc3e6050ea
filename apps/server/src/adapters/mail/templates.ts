// Tenants' own templates, filled in by a process of its own, one after the other: what takes long keeps no request waiting, and what takes too
// much ends that process and nothing else. Most tenants have none, so that it is started for the first.
import { fork, type ChildProcess } from 'node:child_process'
import { setPriority } from 'node:os'
import { openLine } from '@symbolon/core/line'
import { TemplateBroken, type RenderTemplate, type TemplateToRender } from '@symbolon/core/render-template'

/** What the process says. */
export type Rendered = { readonly text: string } | { readonly broken: string }

export type Templates = { readonly render: RenderTemplate; readonly close: () => void }

/** Milliseconds until an answer is waited for no longer: the library gives up by itself long before. */
const PATIENCE = 5000

/** Milliseconds that the process may take to start, on however busy a machine. */
const START_PATIENCE = 60_000

/** Megabytes of the process's JavaScript. */
const MEMORY = 96

/** It gives way to the server. */
const NICENESS = 5

/** Templates that wait. Mails are written a few at a time, so that never so many do. */
const WAITING = 1000

const TOO_MUCH = 'It takes too long, or too much memory'

const PROGRAM = new URL('template-process.ts', import.meta.url)

const startProcess = (program: URL): ChildProcess => {
  const child = fork(program, {
    env: {},
    // It can read, and neither write, start anything nor reach anybody.
    execArgv: [
      '--permission',
      '--allow-fs-read=*',
      `--max-old-space-size=${MEMORY}`,
      '--disable-warning=SecurityWarning',
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  })
  // Whoever waits for it hears that it is gone.
  child.on('error', () => undefined)
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICENESS)
  } catch {
    // Some systems do not let a process do this: it then has the same right to the processor as everybody.
  }
  return child
}

/** What it says next; undefined: it is gone, or says nothing for so many milliseconds. */
const heard = (child: ChildProcess, patience: number): Promise<Rendered | undefined> =>
  new Promise((resolve) => {
    const settle = (rendered?: Rendered): void => {
      clearTimeout(timer)
      child.off('message', hear).off('exit', leave).off('error', leave)
      resolve(rendered)
    }
    const hear = (rendered: Rendered): void => settle(rendered)
    const leave = (): void => settle()
    child.on('message', hear).on('exit', leave).on('error', leave)
    // One more turn, so that an answer counts which came while this process was busy itself.
    const timer = setTimeout(() => setImmediate(leave), patience)
  })

const tell = (child: ChildProcess, asked: TemplateToRender): void => {
  child.send(asked, (error) => error && child.kill('SIGKILL'))
}

/** @param patience milliseconds that one template may take */
export function openTemplates(patience: number = PATIENCE, program: URL = PROGRAM): Templates {
  const inTurn = openLine(1, WAITING)
  let current: ChildProcess | undefined

  const end = (): void => {
    current?.kill('SIGKILL')
    current = undefined
  }

  /** The process, once it is there. */
  const started = async (): Promise<ChildProcess | undefined> => {
    if (current?.connected) return current
    end()
    const child = startProcess(program)
    current = child
    return (await heard(child, START_PATIENCE)) && child
  }

  const ask = async (asked: TemplateToRender): Promise<Rendered | undefined> => {
    const child = await started()
    if (!child) return undefined
    // The server may end while the process idles, and not while it is asked.
    child.ref()
    child.channel?.ref()
    tell(child, asked)
    const rendered = await heard(child, patience)
    child.unref()
    child.channel?.unref()
    return rendered
  }

  return {
    render: (asked) =>
      inTurn(async () => {
        const rendered = await ask(asked)
        if (!rendered) end()
        if (rendered && 'text' in rendered) return rendered.text
        throw new TemplateBroken(rendered?.broken ?? TOO_MUCH)
      }),
    close: end,
  }
}
