import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, openConnection } from './load/connection.ts'
import { type EventClient, openEventClient } from './load/event-client.ts'
import { answerParent } from './process/answer-parent.ts'

export type ListenersQuestion =
  /** Open streams until there are `count`, all to one server. */
  | { readonly open: { readonly port: number; readonly request: string; readonly count: number } }
  /** Send `request`, which makes one frame, and wait until every stream has it. */
  | { readonly tell: string }

/** In milliseconds; `first` and `last` from the sending of the request to the arrival at the first and at the last stream. */
export interface Arrival {
  readonly first: number
  readonly last: number
  /** Bytes of the frame as it arrived. */
  readonly bytes: number
}

const AT_ONCE = 50
const PATIENCE_MS = 20_000

const clients: EventClient[] = []
let trigger: Connection | null = null
let waiting: { missing: number; first: number; bytes: number; done: (at: number) => void } | null = null

function onFrame(chunk: Buffer, at: number): void {
  if (waiting === null) return
  if (waiting.first === 0) waiting.first = at
  waiting.bytes = chunk.length
  waiting.missing -= 1
  if (waiting.missing === 0) waiting.done(at)
}

async function open(port: number, request: string, count: number): Promise<void> {
  trigger ??= await openConnection(port)
  while (clients.length < count) {
    const some = Math.min(AT_ONCE, count - clients.length)
    clients.push(...(await Promise.all(Array.from({ length: some }, () => openEventClient(port, request, onFrame)))))
  }
}

async function tell(request: string): Promise<Arrival> {
  if (trigger === null) throw new Error('no stream is open')
  const all = new Promise<number>((resolve) => {
    waiting = { missing: clients.length, first: 0, bytes: 0, done: resolve }
  })
  const began = performance.now()
  const status = await trigger.send(request)
  const timer = new AbortController()
  const late = pause(PATIENCE_MS, null, { signal: timer.signal }).catch(() => null)
  const last = await Promise.race([all, late])
  timer.abort()
  const seen = waiting
  waiting = null
  if (status !== 200 || last === null || seen === null)
    throw new Error(`status ${status}, and ${seen?.missing} of ${clients.length} streams have no frame`)
  return { first: seen.first - began, last: last - began, bytes: seen.bytes }
}

answerParent<ListenersQuestion, Arrival | null>(async (question) => {
  if ('tell' in question) return tell(question.tell)
  await open(question.open.port, question.open.request, question.open.count)
  return null
})
