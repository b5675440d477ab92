import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { brokenPromises, tornFiles } from './crash-checks.ts'
import { killUnderLoad, killWhileStarting } from './crash-kill.ts'
import { emptyLedger, type Ledger } from './crash-ledger.ts'
import { allCarriedOut, sendAgain, type Target } from './crash-load.ts'
import { seededRandom } from './crash-random.ts'
import { readEvents, readTaskFiles, temporaryFiles, verifyChain } from './crash-snapshot.ts'
import { WEBHOOK_SECRET } from './running-app.ts'
import { type Service, startService } from './service.ts'

const JWT_SECRET = 'crash-tests-sign-their-own-tokens'

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
 * on one data root. Throws an error that names the kill, the seed and every broken promise.
 */
export async function crashAgainAndAgain(plan: CrashPlan): Promise<CrashFigures> {
  const { dataRoot, rounds, seed, compileCache } = plan
  const random = seededRandom(seed)
  const ledger = emptyLedger()
  const env = { WEBHOOK_SECRET, JWT_SECRET, NODE_COMPILE_CACHE: compileCache }
  const token = await adminToken()
  let service: Service | null = null
  let kills = 0
  let startMs = 0

  async function restart(): Promise<Service> {
    if (startMs > 0 && random.below(RESTARTS_PER_KILL) === 0) {
      kills += 1
      await killWhileStarting(dataRoot, env, random.below(startMs))
    }
    const began = performance.now()
    service = await startService({ dataRoot, flags: [], env })
    startMs = Math.ceil(performance.now() - began)
    return service
  }

  async function round(running: Service): Promise<Service> {
    const known = ledger.deliveries.length
    await killUnderLoad(running, { url: running.url, token }, ledger, random)
    kills += 1
    demand(tornFiles(readTaskFiles(dataRoot)))
    const waste = temporaryFiles(dataRoot)
    const next = await restart()
    demand(waste.filter((path) => existsSync(join(dataRoot, path))).map((path) => `${path}: left after the restart`))
    const target = { url: next.url, token }
    await sendAgain(target, ledger, ledger.deliveries.slice(known))
    await allCarriedOut(target)
    demand(await lookAt(dataRoot, ledger, true))
    demand(await askedOverHttp(target, ledger))
    return next
  }

  try {
    let running = await restart()
    while (kills < rounds) running = await round(running)
    await running.stop('SIGTERM')
    demand(await lookAt(dataRoot, ledger, false))
    return { kills, ...(await figuresOf(dataRoot, ledger)) }
  } catch (cause) {
    throw new Error(`seed ${seed}, after kill ${kills}: ${(cause as Error).message}`, { cause })
  } finally {
    await (service as Service | null)?.stop('SIGKILL')
  }
}

function demand(broken: readonly string[]): void {
  if (broken.length === 0) return
  throw new Error(`${broken.length} broken promises:\n  ${broken.slice(0, 20).join('\n  ')}`)
}

async function figuresOf(dataRoot: string, ledger: Ledger): Promise<Omit<CrashFigures, 'kills'>> {
  const events = await readEvents(dataRoot)
  return {
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
  return signToken(JWT_SECRET, { sub: 'crash-test', scope: 'admin', task_id: null, door: 'http', jti: 'crash', exp })
}

async function lookAt(dataRoot: string, ledger: Ledger, isServiceRunning: boolean): Promise<string[]> {
  const verdict = await verifyChain(dataRoot, isServiceRunning)
  const chain = verdict.ok ? [] : [`the chain is ${verdict.kind} at seq ${verdict.seq}: ${verdict.detail}`]
  if (verdict.ok && !isServiceRunning && verdict.state !== 'closed') chain.push('the stopped log is not closed')
  const disk = { files: readTaskFiles(dataRoot), events: await readEvents(dataRoot) }
  return [...chain, ...brokenPromises(disk, ledger)]
}

/** The tasks that were promised last are there for whoever asks. */
async function askedOverHttp({ url, token }: Target, ledger: Ledger): Promise<string[]> {
  const recent = new Set(ledger.writes.slice(-5).map(({ task_id }) => task_id))
  const answers = [...recent].map(async (taskId) => {
    const response = await fetch(`${url}/api/tasks/${taskId}`, { headers: { authorization: `Bearer ${token}` } })
    await response.arrayBuffer()
    return response.status === 200 ? [] : [`${taskId}: GET was answered ${response.status}`]
  })
  return (await Promise.all(answers)).flat()
}
