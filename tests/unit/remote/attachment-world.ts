import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { type Attachment, Task } from '../../../contract/task.ts'
import { openEvidenceFiles } from '../../../main/adapters/files/evidence-files.ts'
import { openJsonTaskStore } from '../../../main/adapters/files/json-task-store.ts'
import { createEventHub } from '../../../main/core/broadcast/event-hub.ts'
import { createAttachmentQuota } from '../../../main/core/remote/attachment-quota.ts'
import { type AttachmentParts, createAttachments } from '../../../main/core/remote/attachments.ts'
import { createOwedOutcomes } from '../../../main/core/tasks/owed-outcomes.ts'
import { encodeTask } from '../../../main/core/tasks/task-file.ts'
import { createTaskService } from '../../../main/core/tasks/task-service.ts'
import { settleOpenWrites } from '../../../main/core/tasks/write-recovery.ts'
import { keepingLogger } from '../../support/audit-log.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { AT, evidenceKeys } from '../evidence/evidence-draft.ts'

export const JPEG = Buffer.from('\xff\xd8\xff\xe0 a picture', 'latin1')

export function attachment(changes: Partial<Attachment>): Attachment {
  return {
    ...{ attachment_id: 'photo-1', kind: 'photo', file_id: 'file-1', name: null, media_type: null, bytes: null },
    ...{ state: 'waiting', reason: null, package_id: null },
    ...changes,
  }
}

/** A request from Telegram in chat 7 with these attachments. */
export function telegramTask(taskId: string, attachments: readonly Attachment[], changes: Partial<Task>): Task {
  return Task.parse({
    ...{ task_id: taskId, source: 'telegram', request_text: 'Ship it', created_at: AT, correlation_id: taskId },
    ...{ chat_id: 7, message_id: 42, attachments },
    ...changes,
  })
}

type Fetch = AttachmentParts['messenger']['fetchFile']

/** Real task files and evidence in a fresh folder; a log, a clock and a messenger that the test rules over. */
export async function attachmentWorld(...tasks: readonly Task[]) {
  const root = await temporaryFolder()
  const ssot = join(root, 'ssot')
  const folder = join(root, 'audit', 'evidence')
  await mkdir(ssot)
  for (const task of tasks) await writeFile(join(ssot, `${task.task_id}.json`), encodeTask(task))
  const keys = evidenceKeys('key-1')
  const logger = keepingLogger()
  const log = createMemoryLog()
  const timers = createManualTimers(Date.parse('2026-01-31T10:00:00.000Z'))
  const perDay = { files: 100, bytes: 100_000 }
  const notKept: string[] = []
  const fetchFile = vi.fn<Fetch>(async () => ({ bytes: JPEG }))

  /** What a start does. `wrap` may stand between the service and its parts. */
  async function boot(wrap: (parts: AttachmentParts) => AttachmentParts = (parts) => parts) {
    const store = openJsonTaskStore(ssot)
    onTestFinished(store.close)
    await log.record({
      ...{ type: 'service_started', actor: { sub: 'countersign', scopes: [], door: 'system' }, data: {} },
      ...{ correlation_id: 'system', task_id: null, route: null, status: null },
    })
    await settleOpenWrites({ index: log.index, log, store })
    const hub = createEventHub({ capacity: 100, startSeq: 0, clock: timers.clock })
    const ids = { hex: (bytes: number) => '0'.repeat(bytes * 2) }
    const owed = createOwedOutcomes(log)
    const evidence = openEvidenceFiles({ folder, keys, logger, grown: () => undefined })
    const service = createTaskService({ store, log, hub, owed, clock: timers.clock, ids })
    const parts: AttachmentParts = {
      ...{ tasks: service, index: store.index, messenger: { fetchFile }, evidence, log, audit: log.index },
      ...{ clock: timers.clock, timers, logger, maxBytes: 1000 },
      quota: createAttachmentQuota({ audit: log.index, clock: timers.clock, perDay }),
      notKept: (task, kind, reason) => notKept.push(`${task.task_id} ${kind}: ${reason}`),
    }
    const attachments = createAttachments(wrap(parts))
    onTestFinished(() => attachments.stop())
    const task = (taskId = 't1'): Task => service.get(taskId).task
    const states = (taskId = 't1'): string[] => task(taskId).attachments.map((one) => one.state)
    return { ...attachments, evidence, store, task, states }
  }

  const lines = (type: string) => log.events.filter((event) => event.type === type)
  return { perDay, notKept, root, ssot, folder, logger, log, lines, timers, fetchFile, boot }
}
