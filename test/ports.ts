// Ports for the servers of tests. A port belongs to the process that asked for it until that process ends: no other test gets it meanwhile,
// not even while its server is down for a moment.
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Below the ports that systems hand out by themselves, to outgoing connections and to who listens anywhere; above 10080, which no browser opens. */
const [FIRST, LAST] = [10_100, 32_000]

/** A port on which nobody listens, and which nobody else among the tests is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST)
    if ((await claim(port)) && (await isSilent(port))) return port
  }
}

/** Datagrams have ports of their own, which nobody here uses: whoever holds the one of that number holds the number. */
const claim = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4').unref()
    socket.once('error', () => socket.close(() => resolve(false)))
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true))
  })

const isSilent = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, () => probe.close(() => resolve(true)))
  })
