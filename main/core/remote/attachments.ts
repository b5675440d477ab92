import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Attachment, Task } from '../../../contract/task.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { EventDraft, EventLog } from '../audit/event-log.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import { AppError } from '../kernel/app-error.ts'
import { SYSTEM } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { TaskIndex } from '../tasks/task-index.ts'
import type { TaskService } from '../tasks/task-service.ts'
import { createAttachmentFetch, requesterName } from './attachment-fetch.ts'
import {
  type AttachmentEnd,
  attachmentPackageId,
  endFromPackage,
  plainReason,
  waitingAttachment,
  withAttachmentEnd,
} from './attachment-package.ts'
import { createAttachmentQueue } from './attachment-queue.ts'
import type { AttachmentQuota } from './attachment-quota.ts'
import { type Messenger, MessengerError } from './messenger.ts'

/** Fetches the files that came with requests and keeps them as evidence: the task file says which still wait. */
export interface Attachments {
  /** Looks through all tasks, once, after a start. */
  start(): void
  /** A task was created or changed: what waits there is fetched. Cheap when nothing does. */
  look(taskId: string): void
  /** Fetches nothing more and waits a moment for what is in flight. What was not finished waits for the next start. */
  stop(): Promise<void>
}

export interface AttachmentParts {
  readonly tasks: Pick<TaskService, 'find' | 'upsert'>
  readonly index: Pick<TaskIndex, 'ids'>
  readonly messenger: Pick<Messenger, 'fetchFile'>
  readonly evidence: Pick<EvidenceStore, 'keep' | 'list'>
  readonly log: Pick<EventLog, 'record'>
  readonly audit: Pick<AuditIndex, 'query'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  /** Largest file that is fetched, in bytes. */
  readonly maxBytes: number
  readonly quota: AttachmentQuota
  /** Told of a file that was not taken, or given up, once its task says so. */
  readonly notKept: (task: Task, kind: Attachment['kind'], reason: string) => void
}

/** What a bot can fetch: "files of up to 20MB in size" (https://core.telegram.org/bots/api#getfile). */
export const MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024

const AT_ONCE = 2
const STOP_WAIT_MS = 400
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 600_000
/** With the pauses above: about a day of trying, not counting the hours in which the machine sleeps. */
const MOST_ATTEMPTS = 150

interface Job {
  readonly task_id: TaskId
  readonly attachment_id: string
  readonly chat: string
  failures: number
}

export function createAttachments(parts: AttachmentParts): Attachments {
  const { tasks, evidence, clock, logger } = parts
  let stopped = false
  const fetchAndKeep = createAttachmentFetch({ ...parts, isStopped: () => stopped })

  /** Once, even if a crash lies between the line and what follows it: `same` picks the line that says it already. */
  async function recordOnce(task: Task, type: AuditEventType, data: EventDraft['data'], same: string): Promise<void> {
    const filter = { task_id: task.task_id, type, since_ts: null, since_seq: null, limit: 1000 }
    if (parts.audit.query(filter).some((event) => event.data[same] === data[same])) return
    const subject = { correlation_id: task.correlation_id, task_id: task.task_id, route: null, status: null }
    await parts.log.record({ type, actor: SYSTEM, ...subject, data })
  }

  async function finish(task: Task, attachment: Attachment, end: AttachmentEnd): Promise<void> {
    const { attachment_id, kind } = attachment
    if (end.state === 'kept') {
      const { package_id, manifest_sha256, artifacts } = end.ref
      const user = requesterName(task)
      const { bytes } = end.artifact
      const data = { attachment_id, kind, package_id, manifest_sha256, artifacts, bytes, user }
      await recordOnce(task, 'evidence_kept', data, 'package_id')
      parts.quota.kept({ task_id: task.task_id, attachment_id, user, bytes })
    } else {
      const data = { attachment_id, kind, state: end.state, reason: end.reason }
      await recordOnce(task, 'evidence_failed', data, 'attachment_id')
    }
    const call = { actor: SYSTEM, correlation_id: task.correlation_id }
    const change = (current: Task | null) => withAttachmentEnd(current, attachment_id, end, timestamp(clock))
    const { change: done } = await tasks.upsert(call, task.task_id, change, { attachment_id })
    if (done !== null && end.state !== 'kept') parts.notKept(task, kind, end.reason)
  }

  async function attempt(job: Job): Promise<void> {
    const task = tasks.find(job.task_id)
    const attachment = waitingAttachment(task, job.attachment_id)
    if (task === null || attachment === null) return
    // A crash may lie between the package and the task: then the file is here already.
    const package_id = attachmentPackageId(task, job.attachment_id)
    const earlier = (await evidence.list(task.correlation_id)).find((one) => one.package_id === package_id)
    if (stopped) return
    const end = earlier === undefined ? await fetchAndKeep(task, attachment) : endFromPackage(task, earlier)
    if (end !== null) await finish(task, attachment, end)
  }

  async function giveUp(job: Job, why: string): Promise<void> {
    const task = tasks.find(job.task_id)
    const attachment = waitingAttachment(task, job.attachment_id)
    if (task === null || attachment === null) return
    const reason = plainReason(`Given up after ${job.failures} attempts: ${why}`)
    await finish(task, attachment, { state: 'failed', reason })
  }

  async function run(job: Job): Promise<number | null> {
    try {
      await attempt(job)
      return null
    } catch (error) {
      job.failures += 1
      // Once for each file: an outage of hours shall not fill the log of the process.
      if (job.failures === 1)
        logger.warn(fieldsOf(job, error), 'an attachment could not be fetched or kept; it is tried again')
      if (job.failures < MOST_ATTEMPTS) return Math.min(FIRST_PAUSE_MS * 2 ** (job.failures - 1), LONGEST_PAUSE_MS)
      return giveUp(job, wordsOf(error)).then(
        () => null,
        () => LONGEST_PAUSE_MS,
      )
    }
  }

  const queue = createAttachmentQueue<Job>({
    timers: parts.timers,
    atOnce: AT_ONCE,
    stopWaitMs: STOP_WAIT_MS,
    keyOf: (job) => `${job.task_id}/${job.attachment_id}`,
    laneOf: (job) => job.chat,
    run,
  })

  function look(taskId: string): void {
    const task = tasks.find(taskId)
    for (const { attachment_id, state } of task?.attachments ?? []) {
      if (task === null || state !== 'waiting') continue
      queue.add({ task_id: task.task_id, attachment_id, chat: String(task.chat_id ?? task.task_id), failures: 0 })
    }
  }

  return {
    start: () => {
      for (const taskId of parts.index.ids()) look(taskId)
    },
    look,
    stop: () => {
      stopped = true
      return queue.stop()
    },
  }
}

/** Messengers know addresses with secrets in them: of their errors nothing but the words is taken. */
function fieldsOf(job: Job, error: unknown): Record<string, unknown> {
  const { task_id, attachment_id } = job
  return error instanceof MessengerError
    ? { task_id, attachment_id, reason: error.message }
    : { task_id, attachment_id, err: error }
}

function wordsOf(error: unknown): string {
  if (error instanceof MessengerError) return `Telegram could not be reached (${error.message})`
  return error instanceof AppError ? error.message : 'an unexpected error; the log on stderr has the first one'
}
