import type { AuditEvent, AuditEventType, AuditPage } from '../../../contract/audit-event.ts'

/** What is asked of the log. `since` is an instant in UTC, or null. */
export interface AuditQuestion {
  readonly task_id: string | null
  readonly type: AuditEventType | null
  readonly since: string | null
  /** False: without the lines that tell of an answered or refused request, unless `type` names one. */
  readonly requests: boolean
}

/** Lines newest first; `older` is the seq before which to go on, or null at the beginning. */
export interface AuditChunk {
  readonly lines: readonly AuditEvent[]
  /** The newest seq that was read, shown or not; 0 when nothing was. */
  readonly newest: number
  readonly older: number | null
}

type Read = (query: {
  limit: number
  since?: string | number
  task_id?: string
  type?: AuditEventType
}) => Promise<AuditPage>

const REQUESTS: ReadonlySet<AuditEventType> = new Set<AuditEventType>(['request_served', 'request_refused'])

/** Whether a line is to be shown. */
export function isAskedFor({ type, requests }: AuditQuestion, line: AuditEvent): boolean {
  return requests || type !== null || !REQUESTS.has(line.type)
}

const LATEST = 200
const WINDOW = 1_000
const ENOUGH = 100
/** Requests are left out here, not by the service: of so many lines at most, so that what is found is shown meanwhile. */
const MOST_READ = 10_000

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
    if (floor === undefined) return { lines: [], newest: 0, older: null }
    first = floor.seq
  }
  const found: AuditEvent[] = []
  let newest = 0
  let end = before ?? 0
  if (before === null) {
    const { items } = await read({ ...only, limit: LATEST })
    const lines = items.filter((line) => line.seq >= first).reverse()
    found.push(...lines.filter((line) => isAskedFor(question, line)))
    newest = items.at(-1)?.seq ?? 0
    const complete = items.length < LATEST || lines.length < items.length
    end = complete ? first : (lines.at(-1)?.seq ?? first)
  }

  let width = WINDOW
  let linesRead = 0
  while (end > first && found.length < ENOUGH && linesRead < MOST_READ) {
    const start = Math.max(first, end - width)
    const window = await readWindow({ ...only, from: start, to: end }, read)
    const wanted = window.filter((line) => isAskedFor(question, line))
    found.push(...wanted.reverse())
    end = start
    linesRead += window.length
    if (window.length < ENOUGH) width *= 4
  }
  return { lines: found, newest, older: end > first ? end : null }
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
