import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { brokenPromises, tornFiles } from './crash-checks.ts'
import { emptyLedger, type Ledger } from './crash-ledger.ts'
import { sendAgain, startBurst, type Target } from './crash-load.ts'
import { type SeededRandom, seededRandom } from './crash-random.ts'
import { readEvents, readTaskFiles, temporaryFiles, verifyChain } from './crash-snapshot.ts'
import { WEBHOOK_SECRET } from './running-app.ts'
import { type Service, startService } from './service.ts'

const JWT_SECRET = 'crash-tests-sign-their-own-tokens'
const HEADLESS = join(import.meta.dirname, '../../main/headless.ts')

/** Of the requests of a burst, so many are answered before the kill at the most; then it waits for up to this long. */
const MOST_ANSWERS = 30
const MOST_DELAY_MS = 12
/** One restart in so many is itself killed. */
const RESTARTS_PER_KILL = 5

/** What many rounds on one data root came to. */
export interface CrashFigures {
  readonly kills: number
  readonly promised: number
  readonly deliveries: number
  readonly unanswered: number
  /** Writes whose outcome a restart had to find out. */
  readonly settled: number
  readonly lines: number
}

export interface CrashPlan {
  readonly dataRoot: string
  readonly rounds: number
  readonly seed: number
  /** Folder in which Node keeps compiled modules, so that a start is cheap. */
  readonly compileCache: string
}

/**
 * Starts the service, loads it, kills it at a random point, and looks at what the next start makes of it; `rounds` times
 * on one data root. Throws an error that names the round, the seed and every broken promise.
 */
export async function crashAgainAndAgain(plan: CrashPlan): Promise<CrashFigures> {
  const random = seededRandom(plan.seed)
  const ledger = emptyLedger()
  const env = { WEBHOOK_SECRET, JWT_SECRET, NODE_COMPILE_CACHE: plan.compileCache }
  const token = await adminToken()
  const start = (): Promise<Service> => startService({ dataRoot: plan.dataRoot, flags: [], env })
  let kills = 0
  let startMs = 0

  async function restart(): Promise<Service> {
    if (startMs > 0 && random.below(RESTARTS_PER_KILL) === 0) {
      kills += 1
      await killWhileStarting(plan.dataRoot, env, random.below(startMs))
    }
    const began = performance.now()
    const service = await start()
    startMs = Math.ceil(performance.now() - began)
    return service
  }

  async function round(service: Service, known: number): Promise<void> {
    const target = { url: service.url, token }
    await sendAgain(target, ledger, ledger.deliveries.slice(known))
    demand(await lookAt(plan.dataRoot, ledger, true))
    demand(await askedOverHttp(target, ledger))
  }

  function demand(broken: readonly string[]): void {
    if (broken.length === 0) return
    const shown = broken.slice(0, 20).join('\n  ')
    throw new Error(`after kill ${kills} (seed ${plan.seed}), ${broken.length} broken promises:\n  ${shown}`)
  }

  let service = await restart()
  while (kills < plan.rounds) {
    const known = ledger.deliveries.length
    await killUnderLoad(service, { url: service.url, token }, ledger, random)
    kills += 1
    demand(tornFiles(readTaskFiles(plan.dataRoot)))
    const waste = temporaryFiles(plan.dataRoot)
    service = await restart()
    demand(
      waste.filter((path) => existsSync(join(plan.dataRoot, path))).map((path) => `${path}: left after the restart`),
    )
    await round(service, known).catch(async (error: unknown) => {
      await service.stop('SIGKILL')
      throw error
    })
  }
  await service.stop('SIGTERM')
  demand(await lookAt(plan.dataRoot, ledger, false))
  const events = await readEvents(plan.dataRoot)
  return {
    kills,
    promised: ledger.writes.length,
    deliveries: ledger.deliveries.length,
    unanswered: ledger.unanswered,
    settled: events.filter(({ data }) => data['recovered'] === true).length,
    lines: events.length,
  }
}

/** An admin's token that the service takes because it shares JWT_SECRET. */
function adminToken(): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 24 * 3600
  return signToken(JWT_SECRET, { sub: 'crash-test', scope: 'admin', door: 'http', jti: 'crash', exp })
}

async function lookAt(dataRoot: string, ledger: Ledger, isServiceRunning: boolean): Promise<string[]> {
  const verdict = await verifyChain(dataRoot, isServiceRunning)
  const chain = verdict.ok ? [] : [`the chain is ${verdict.kind} at seq ${verdict.seq}: ${verdict.detail}`]
  if (verdict.ok && !isServiceRunning && verdict.state !== 'closed') chain.push('the stopped log is not closed')
  const disk = { files: readTaskFiles(dataRoot), events: await readEvents(dataRoot) }
  return [...chain, ...brokenPromises(disk, ledger)]
}

/** The answer of the last promised writes' tasks must be at least as new as the promise. */
async function askedOverHttp({ url, token }: Target, ledger: Ledger): Promise<string[]> {
  const recent = new Set(ledger.writes.slice(-5).map(({ task_id }) => task_id))
  const answers = [...recent].map(async (taskId) => {
    const response = await fetch(`${url}/api/tasks/${taskId}`, { headers: { authorization: `Bearer ${token}` } })
    await response.arrayBuffer()
    return response.status === 200 ? [] : [`${taskId}: GET was answered ${response.status}`]
  })
  return (await Promise.all(answers)).flat()
}

/** Kills after a random number of answers and a random time, so that every point of a request is hit on any machine. */
async function killUnderLoad(service: Service, target: Target, ledger: Ledger, random: SeededRandom): Promise<void> {
  let answersLeft = random.below(MOST_ANSWERS)
  const delayMs = random.below(MOST_DELAY_MS)
  const ripe = Promise.withResolvers<void>()
  if (answersLeft === 0) ripe.resolve()
  const { done } = startBurst(target, ledger, random, () => {
    answersLeft -= 1
    if (answersLeft === 0) ripe.resolve()
  })
  await Promise.race([ripe.promise, done])
  await pause(delayMs)
  process.kill(service.pid, 'SIGKILL')
  await Promise.all([done, once(service.child, 'exit')])
}

async function killWhileStarting(dataRoot: string, env: Record<string, string>, afterMs: number): Promise<void> {
  const { WEBHOOK_SECRET: _, JWT_SECRET: __, ...rest } = process.env
  const child = spawn(process.execPath, [HEADLESS, '--data-root', dataRoot, '--port', '0'], {
    env: { ...rest, ...env },
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  await pause(afterMs)
  child.kill('SIGKILL')
  await exited
}
