import { runProgram } from '../machine/child.ts'
import type { Algorithm } from '../servers/server.ts'
import { quietest } from './alternate.ts'
import type { Settings } from './settings.ts'

export type SignRate = { readonly perCore: number; readonly perSecond: number; readonly neighbours?: number }

/** How often this machine signs, with nothing around it, on the core that the servers run on. */
export function rawSignRate(alg: Algorithm, settings: Settings): Promise<SignRate> {
  return quietest(settings.tries, async () => {
    const rate: SignRate = JSON.parse(
      await runProgram({
        script: new URL('sign-process.ts', import.meta.url).pathname,
        arguments: [alg, `${settings.signSeconds}`],
        cores: settings.cores.server,
      }),
    )
    return rate
  })
}
