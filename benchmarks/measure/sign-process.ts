// Signs for so many seconds and prints how often per CPU second, as JSON. Algorithm and seconds in the arguments.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { machineCpuSeconds } from '../machine/usage.ts'

const [, , alg = '', seconds = ''] = process.argv

const { privateKey } =
  alg === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })

// As long as header and claims of an access token are.
const input = Buffer.from(randomBytes(300).toString('base64url'))

/** Signs until the time is over. Several signatures between two looks at the clock, so that the clock costs nothing. */
function signFor(milliseconds: number): number {
  const end = performance.now() + milliseconds
  let count = 0
  while (performance.now() < end) {
    for (let batch = 0; batch < 8; batch++) sign('sha256', input, privateKey)
    count += 8
  }
  return count
}

const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

signFor(100)
const begin = { wall: performance.now(), own: ownSeconds(), machine: machineCpuSeconds() }
const count = signFor(Number(seconds) * 1000)
const own = ownSeconds() - begin.own
const wallSeconds = (performance.now() - begin.wall) / 1000
const machine = machineCpuSeconds()
const others = machine === undefined || begin.machine === undefined ? undefined : machine - begin.machine - own

console.log(
  JSON.stringify({
    perCore: count / own,
    perSecond: count / wallSeconds,
    ...(others !== undefined && { neighbours: Math.max(0, others / wallSeconds) }),
  }),
)
