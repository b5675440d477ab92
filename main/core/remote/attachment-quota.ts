import * as z from 'zod'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { Clock } from '../kernel/clock.ts'
import { linesSince } from './lines-since.ts'

/** How much one user may have kept within 24 hours. */
export interface FileQuota {
  readonly files: number
  readonly bytes: number
}

/** A file that is being fetched; it counts until `release`. */
export interface QuotaHold {
  /** Its true size is known. Returns why it is not taken, or null. */
  measured(bytes: number): string | null
  release(): void
}

/** A file of a task, and who sent it. */
export interface UserFile {
  readonly task_id: string
  readonly attachment_id: string
  readonly user: string
  readonly bytes: number
}

/** Counts what was kept for each user within the last 24 hours: known again from `evidence_kept` after a restart. */
export interface AttachmentQuota {
  /** Before a file is fetched; `bytes` as announced. Throws AppError `audit_unavailable`. */
  hold(file: UserFile): QuotaHold | { readonly refused: string }
  /** It is kept. The same file counts once, however often that is said. */
  kept(file: UserFile): void
}

type Counted = Pick<UserFile, 'user' | 'bytes'> & { readonly at_ms: number }

const DAY_MS = 24 * 3_600_000
const Line = z.object({ attachment_id: z.string(), user: z.string(), bytes: z.int().min(0) })

const keyOf = ({ task_id, attachment_id }: Pick<UserFile, 'task_id' | 'attachment_id'>): string =>
  `${task_id}/${attachment_id}`

export function createAttachmentQuota(parts: {
  readonly audit: Pick<AuditIndex, 'query'>
  readonly clock: Clock
  readonly perDay: FileQuota
}): AttachmentQuota {
  const { audit, clock, perDay } = parts
  /** On their way, by file. */
  const held = new Map<string, Counted>()
  let past: Map<string, Counted> | null = null

  /** Read once, when it is first needed: most starts fetch nothing. */
  function counted(): Map<string, Counted> {
    const since = clock.now() - DAY_MS
    if (past === null) {
      past = new Map()
      for (const { ts, task_id, data } of linesSince(audit, 'evidence_kept', since)) {
        const line = Line.safeParse(data).data
        if (line === undefined || task_id === null) continue
        past.set(keyOf({ ...line, task_id }), { user: line.user, bytes: line.bytes, at_ms: Date.parse(ts) })
      }
    }
    for (const [key, { at_ms }] of past) if (at_ms <= since) past.delete(key)
    return past
  }

  /** What the user has with all that is on its way, against what he may have. */
  function refusal(user: string): string | null {
    const own = [...new Map([...held, ...counted()]).values()].filter((each) => each.user === user)
    const bytes = own.reduce((sum, each) => sum + each.bytes, 0)
    if (own.length > perDay.files) return `Limit reached: ${perDay.files} files of ${user} within 24 hours.`
    return bytes > perDay.bytes ? `Limit reached: ${perDay.bytes} bytes of ${user} within 24 hours.` : null
  }

  const counts = ({ user, bytes }: UserFile): Counted => ({ user, bytes, at_ms: clock.now() })

  return {
    hold: (file) => {
      counted()
      const key = keyOf(file)
      const release = (): void => void held.delete(key)
      const measured = (bytes: number): string | null => {
        held.set(key, counts({ ...file, bytes }))
        return refusal(file.user)
      }
      const refused = measured(file.bytes)
      if (refused === null) return { measured, release }
      release()
      return { refused }
    },
    kept: (file) => {
      // Not read yet: then its line is on the disk by now, and is read with the others.
      past?.set(keyOf(file), counts(file))
    },
  }
}
