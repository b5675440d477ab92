import { setTimeout } from 'node:timers/promises'
import { DeliveryResult } from '../../contract/delivery.ts'
import type { Ledger, PromisedWrite, SentDelivery } from './crash-ledger.ts'
import type { SeededRandom } from './crash-random.ts'
import { signed } from './running-app.ts'

/** Where requests go, and how they prove who sends them. */
export interface Target {
  readonly url: string
  readonly token: string
}

/** Requests of one round, sent `AT_ONCE` at a time until they are used up or the service is gone. */
const REQUESTS = 48
const AT_ONCE = 12
const ISSUES = 8
const PATIENCE_MS = 120_000

export interface Burst {
  /** Resolves when every request has its answer or has lost its connection. */
  readonly done: Promise<void>
}

/** Sends creations, decisions and deliveries, all at the same time, and writes down what is answered. `onAnswer` is called for each. */
export function startBurst(target: Target, ledger: Ledger, random: SeededRandom, onAnswer: () => void): Burst {
  let left = REQUESTS
  async function worker(): Promise<void> {
    while (left-- > 0) {
      const answered = await anyRequest(target, ledger, random)
      if (!answered) {
        ledger.unanswered += 1
        return
      }
      onAnswer()
    }
  }
  return { done: Promise.all(Array.from({ length: AT_ONCE }, worker)).then(() => undefined) }
}

function anyRequest(target: Target, ledger: Ledger, random: SeededRandom): Promise<boolean> {
  const kind = random.below(100)
  if (kind < 30 || ledger.writes.length === 0) return create(target, ledger, random)
  if (kind < 65) return decide(target, ledger, random)
  return deliver(target, ledger, newDelivery(ledger, random))
}

/** The answer, or null when the connection was lost before its status came. */
async function send(url: string, headers: Record<string, string>, body: string): Promise<Response | null> {
  return fetch(url, { method: 'POST', headers, body }).catch(() => null)
}

async function write(
  target: Target,
  ledger: Ledger,
  path: string,
  body: object,
  promise: Omit<PromisedWrite, 'sha'>,
): Promise<boolean> {
  const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' }
  const response = await send(`${target.url}${path}`, headers, JSON.stringify(body))
  if (response === null) return false
  const sha = response.headers.get('etag')?.replaceAll('"', '') ?? ''
  if (response.ok) ledger.writes.push({ ...promise, sha })
  // Somebody else decided, or a delivery came, between the reading and the deciding.
  else if (response.status !== 409 || promise.change === 'task_created')
    ledger.strange.push(`${promise.task_id}: ${promise.change} was answered ${response.status}`)
  await response.arrayBuffer().catch(() => undefined)
  return true
}

function create(target: Target, ledger: Ledger, random: SeededRandom): Promise<boolean> {
  const task_id = `crash-${ledger.writes.length}-${random.below(2 ** 32).toString(36)}`
  const body = { task_id, request_text: `Task ${task_id}. ${'Größe. '.repeat(random.below(2000))}` }
  return write(target, ledger, '/api/tasks', body, { change: 'task_created', task_id })
}

/** Reads the task and decides about what was read. */
async function decide(target: Target, ledger: Ledger, random: SeededRandom): Promise<boolean> {
  const ids = [
    random.pick(ledger.writes).task_id,
    ...(ledger.deliveries.at(-1 - random.below(9))?.answer?.task_ids ?? []),
  ]
  const task_id = random.pick(ids)
  const [verb, change] = random.pick([['approve', 'task_approved'] as const, ['reject', 'task_rejected'] as const])
  const path = `${target.url}/api/tasks/${task_id}`
  const seen = await fetch(path, { headers: { authorization: `Bearer ${target.token}` } }).catch(() => null)
  const text = await seen?.text().catch(() => null)
  if (seen === null || text === null || text === undefined) return false
  if (!seen.ok) {
    ledger.strange.push(`${task_id}: reading it was answered ${seen.status}`)
    return true
  }
  const { base_sha } = JSON.parse(text) as { base_sha: string }
  return write(target, ledger, `/api/tasks/${task_id}/${verb}`, { comment: verb, base_sha }, { change, task_id })
}

/** An issue is opened, or one of a few is edited: later deliveries carry later instants, as GitHub's do. */
function newDelivery(ledger: Ledger, random: SeededRandom): SentDelivery {
  const n = ledger.deliveries.length
  const at = new Date(Date.UTC(2026, 0, 31) + n * 1000).toISOString()
  const opens = random.below(100) < 40
  const issue = {
    number: opens ? 1000 + n : 1 + random.below(ISSUES),
    title: `Issue at ${n}`,
    body: `Body of delivery ${n}`,
    html_url: 'https://github.example/octo/crash/issues/1',
    state: 'open',
    updated_at: at,
  }
  // The first that comes for one of the few opens it; `reopened` does so too.
  const payload = { action: opens ? 'opened' : 'reopened', issue, repository: { full_name: 'octo/crash' } }
  const delivery = {
    delivery_id: `delivery-${n}-${random.below(2 ** 32).toString(36)}`,
    event: 'issues',
    body: JSON.stringify(payload),
    carried_out: 0,
    answer: null,
  }
  ledger.deliveries.push(delivery)
  return delivery
}

async function deliver(target: Target, ledger: Ledger, delivery: SentDelivery): Promise<boolean> {
  const headers = signed(delivery.event, delivery.delivery_id, delivery.body)
  const response = await send(`${target.url}/webhooks/github`, headers, delivery.body)
  if (response === null) return false
  if (!response.ok) ledger.strange.push(`delivery ${delivery.delivery_id}: was answered ${response.status}`)
  const text = await response.text().catch(() => null)
  if (text === null || !response.ok) return true
  const result = DeliveryResult.parse(JSON.parse(text))
  // It waits behind what the crash left; what becomes of it is told to whoever sends it again.
  if (result.outcome === 'held') return true
  if (!result.replayed) delivery.carried_out += 1
  delivery.answer ??= result
  return true
}

/** Resolves once everything that was claimed has its result: a start does not wait for that. */
export async function allCarriedOut({ url, token }: Target): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await setTimeout(20)) {
    const response = await fetch(`${url}/api/deliveries?state=open&limit=1`, { headers })
    const { items } = (await response.json()) as { items: unknown[] }
    if (items.length === 0) return
  }
  throw new Error(`after ${PATIENCE_MS} ms there are deliveries without a result`)
}

/** Sends deliveries again, twice each and at the same time, as an impatient sender would. */
export async function sendAgain(target: Target, ledger: Ledger, deliveries: readonly SentDelivery[]): Promise<void> {
  const twice = [...deliveries, ...deliveries]
  const answered = await Promise.all(twice.map((delivery) => deliver(target, ledger, delivery)))
  for (const [i, delivery] of twice.entries())
    if (answered[i] !== true) ledger.strange.push(`delivery ${delivery.delivery_id}: got no answer when sent again`)
}
