import type { AuditEvent, AuditEventType, AuditPage } from '../../../contract/audit-event.ts'

/** What is asked of the log. `since` is an instant in UTC, or null. */
export interface AuditQuestion {
  readonly task_id: string | null
  readonly type: AuditEventType | null
  readonly since: string | null
}

/** Lines newest first; `older` is the seq before which to go on, or null at the beginning. */
export interface AuditChunk {
  readonly lines: readonly AuditEvent[]
  readonly older: number | null
}

type Read = (query: {
  limit: number
  since?: string | number
  task_id?: string
  type?: AuditEventType
}) => Promise<AuditPage>

const LATEST = 200
const WINDOW = 1_000
const ENOUGH = 100

/**
 * Reads the log backwards. The service answers forwards from a seq, so the lines before `before` are read in windows that
 * grow as long as they hold little: a filter that fits rarely needs few requests too.
 */
export async function readOlder(question: AuditQuestion, before: number | null, read: Read): Promise<AuditChunk> {
  const only = {
    ...(question.task_id === null ? {} : { task_id: question.task_id }),
    ...(question.type === null ? {} : { type: question.type }),
  }
  let first = 1
  if (question.since !== null) {
    const floor = (await read({ since: question.since, limit: 1 })).items[0]
    if (floor === undefined) return { lines: [], older: null }
    first = floor.seq
  }
  if (before === null) {
    const { items } = await read({ ...only, limit: LATEST })
    const lines = items.filter((line) => line.seq >= first).reverse()
    const complete = items.length < LATEST || lines.length < items.length
    return { lines, older: complete ? null : (lines.at(-1)?.seq ?? null) }
  }

  const found: AuditEvent[] = []
  let end = before
  let width = WINDOW
  while (end > first && found.length < ENOUGH) {
    const start = Math.max(first, end - width)
    const window = await readWindow({ ...only, from: start, to: end }, read)
    found.push(...window.reverse())
    end = start
    if (window.length < ENOUGH) width *= 4
  }
  return { lines: found, older: end > first ? end : null }
}

/** Lines with `from` ≤ seq < `to`, oldest first. */
async function readWindow(
  window: { from: number; to: number; task_id?: string; type?: AuditEventType },
  read: Read,
): Promise<AuditEvent[]> {
  const { from, to, ...only } = window
  const lines: AuditEvent[] = []
  let since = from - 1
  for (;;) {
    const { items } = await read({ ...only, since, limit: WINDOW })
    lines.push(...items.filter((line) => line.seq < to))
    const last = items.at(-1)
    if (last === undefined || items.length < WINDOW || last.seq >= to - 1) return lines
    since = last.seq
  }
}
