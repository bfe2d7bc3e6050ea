// Puts the process together: settings → store → tenant → app → sockets.
import { mkdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { openSandbox } from '@symbolon/sandbox/sandbox'
import { openStore } from '@symbolon/storage/open-store'
import type { FindPlace } from '@symbolon/core/place'
import type { Ports, Store } from '@symbolon/core/ports'
import { startJobWorker } from '@symbolon/core/jobs/worker'
import { startPusher } from '@symbolon/core/signals/pusher'
import { egress } from './adapters/egress.ts'
import { executionWriter } from './adapters/execution-writer.ts'
import { logDelivery } from './adapters/log-delivery.ts'
import { logWriter } from './adapters/log-writer.ts'
import { openMasterKey } from './adapters/master-key.ts'
import { backgroundWork } from './adapters/background.ts'
import { ofDomains } from './adapters/of-domains.ts'
import { openMailer } from './adapters/mail/mailer.ts'
import { openTemplates } from './adapters/mail/templates.ts'
import { operatorLog } from './adapters/operator-log.ts'
import { outsideCaller } from './adapters/outside.ts'
import { passwordHasher } from './adapters/password-hasher.ts'
import { pooledRandom } from './adapters/random.ts'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { openFirstTenant, type FirstTenant } from './first-tenant.ts'
import { listen } from './listener.ts'
import { StartError } from './start-error.ts'

/** How often what nobody needs any more is removed, milliseconds. */
const SWEEP_EVERY = 60_000

/** How often to look for security events that could be pushed, milliseconds; revocations of this process say so themselves. */
const PUSH_EVERY = 1000

/** How often to look for jobs, milliseconds: those of this process say so themselves, these were left by one that died. */
const JOBS_EVERY = 1000

const DAY = 86_400_000

/** What is answered in the moment between the sockets and the tenant. */
const STARTING = { 'retry-after': '1', 'cache-control': 'no-store' }

export type Running = FirstTenant & {
  readonly port: number
  readonly issuer: string
  /** Answers what has been asked, writes what is waiting, lets go of everything. */
  readonly stop: () => Promise<void>
}

type OpenPorts = {
  readonly ports: Ports
  /** From now on it is called when there is a job to do. */
  readonly onJobs: (look: () => void) => void
  /** Says to whoever waits for something to happen that the end has begun. */
  readonly beginStop: () => void
  readonly close: () => Promise<void>
}

/**
 * Opens everything the decisions need: data folder, master key, store, logs.
 *
 * @throws StartError with one clear sentence when it cannot be
 */
export async function openPorts(config: Config, now: () => number): Promise<OpenPorts> {
  const log = operatorLog(config.logLevel, process.stdout, now)
  const findPlace = await placesOf(config)
  makeDataFolder(config.data)
  const store = await openStoreOrExplain(config.database, now, log)
  const masterKey = await openMasterKeyFor(store, config)
  const writer = logWriter(store, log)
  const executions = executionWriter(store, log)
  const templates = openTemplates()
  const background = backgroundWork(log)
  const mailer = openMailer(config, now, log, background.offer)
  const sandbox = openSandbox()
  const stopping = new AbortController()
  const wall = config.codeSeconds * 1000
  let lookForJobs = (): void => {}
  return {
    ports: {
      store,
      now,
      pause: (milliseconds) => wait(Math.max(0, Math.min(milliseconds, 1000))),
      stopping: stopping.signal,
      random: pooledRandom(),
      masterKey,
      hasher: passwordHasher(),
      renderTemplate: templates.render,
      sendMail: mailer.sendMail,
      deliverMail: mailer.deliverMail,
      inBackground: background.start,
      wakeJobs: () => lookForJobs(),
      runCode: (execution, answer) => sandbox.run({ ...execution, limits: { ...execution.limits, wall } }, answer),
      ofDomains: ofDomains(config.customDomains, config.dnsServers),
      callOutside: outsideCaller(egress(config.egressAllow)),
      findPlace,
      record: writer.record,
      recordExecution: executions.record,
      operatorLog: log,
    },
    onJobs: (look) => (lookForJobs = look),
    beginStop: () => stopping.abort(),
    close: async () => {
      await background.flush()
      await mailer.flush()
      sandbox.close()
      templates.close()
      await executions.flush()
      await writer.flush()
      await store.close()
    },
  }
}

/** What reads the operator's database of addresses is loaded only where there is one. */
async function placesOf({ geoip }: Config): Promise<FindPlace | undefined> {
  if (geoip === undefined) return undefined
  const { openPlaces } = await import('./adapters/places.ts')
  try {
    return openPlaces(geoip)
  } catch (cause) {
    throw new StartError('The database that SYMBOLON_GEOIP names cannot be read', { cause })
  }
}

/**
 * Starts the server.
 *
 * @throws StartError with one clear sentence when it cannot be
 */
export async function startServer(config: Config, now: () => number = Date.now): Promise<Running> {
  const { ports, onJobs, beginStop, close } = await openPorts(config, now)
  try {
    const app = createApp(ports, config)
    let isOpen = false
    // The sockets come first: a port that is taken must not leave a tenant behind that names it.
    const listener = await listen(config, (request, response) => {
      if (isOpen) app.handle(request, response)
      else response.writeHead(503, STARTING).end()
    })
    const issuer = config.issuer ?? `${config.tls ? 'https' : 'http'}://localhost:${listener.port}/`
    const first = await openFirstTenant(ports, issuer, config.bootstrap).catch(async (error: unknown) => {
      await listener.drain()
      throw error
    })
    isOpen = true
    const sweeping = setInterval(() => sweep(ports, config.logRetentionDays), SWEEP_EVERY).unref()
    const pusher = startPusher(ports)
    const pushing = setInterval(pusher.look, PUSH_EVERY).unref()
    const worker = startJobWorker(ports)
    onJobs(worker.look)
    const working = setInterval(worker.look, JOBS_EVERY).unref()
    const delivery = logDelivery(ports)
    return {
      ...first,
      port: listener.port,
      issuer,
      stop: async () => {
        clearInterval(sweeping)
        clearInterval(pushing)
        clearInterval(working)
        beginStop()
        await delivery.close()
        app.release()
        await Promise.all([listener.drain(), pusher.stop(), worker.stop()])
        await app.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openMasterKeyFor(store: Store, { masterKey, data }: Config): Promise<Ports['masterKey']> {
  try {
    return openMasterKey(masterKey, data, (await store.tenants()).length > 0)
  } catch (error) {
    await store.close()
    throw error
  }
}

function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    throw new StartError(`The data folder ${folder} cannot be used: ${reason}. Choose another with SYMBOLON_DATA.`)
  }
}

async function openStoreOrExplain(database: string, now: () => number, log: Ports['operatorLog']): Promise<Store> {
  try {
    return await openStore({ database, now, operatorLog: log })
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function sweep({ store, now, operatorLog: log }: Ports, logRetentionDays: number): void {
  store.sweep(now() - logRetentionDays * DAY).catch((cause: unknown) => {
    log('warn', 'What has expired could not be removed; trying again in a minute', { cause })
  })
}
