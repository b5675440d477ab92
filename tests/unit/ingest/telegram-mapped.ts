import type { EvidenceRef } from '../../../contract/evidence.ts'
import { Task } from '../../../contract/task.ts'
import type { PackageDraft } from '../../../main/core/evidence/evidence-store.ts'
import type { Mapping, TaskIntent } from '../../../main/core/ingest/task-mapping.ts'
import { mapTelegram } from '../../../main/core/ingest/telegram/telegram-mapping.ts'
import { createAllowList } from '../../../main/core/ingest/telegram/telegram-senders.ts'
import type { UpsertAnswer } from '../../../main/core/tasks/task-service.ts'

export const RECEIVED = '2026-03-01T00:00:00.000Z'

/** The message of ours that asked a question. */
export const QUESTION = 50

const mapper = mapTelegram({
  allowList: createAllowList({ users: [7], chats: [-100], operators: [] }),
  asked: (chat, message) => chat === 7 && message === QUESTION,
})

/** What an update means, taken in as delivery `123:<update_id>`. */
export function map(payload: { readonly update_id: number }, received_at = RECEIVED): Mapping {
  const delivery_id = `123:${payload.update_id}`
  return mapper({ event: 'update', delivery_id, assurance: 'token', payload, received_at })
}

export function intentOf(payload: { readonly update_id: number }): TaskIntent {
  const { work } = map(payload)
  const [intent] = work.kind === 'tasks' ? work.intents : []
  if (intent === undefined) throw new Error(`no intent in ${work.kind}`)
  return intent
}

/** What the task says of a package once it is kept. */
export function refOf({ package_id, created_at, artifacts }: PackageDraft): EvidenceRef {
  const manifest_sha256 = 'a'.repeat(64)
  return { package_id, manifest_sha256, artifacts: artifacts.length, captured_at: created_at } as EvidenceRef
}

export function answerOf(current: Task | null, payload: { readonly update_id: number }): UpsertAnswer | null {
  const { upsert, evidence } = intentOf(payload)
  return upsert(current, evidence.map(refOf))
}

/** The task after updates, each of which must change it, in this order. Every step is a valid task. */
export function applied(current: Task | null, ...payloads: readonly { readonly update_id: number }[]): Task {
  let task = current
  for (const payload of payloads) {
    const answer = answerOf(task, payload)
    if (answer === null || !('task' in answer))
      throw new Error(`update ${payload.update_id}: ${JSON.stringify(answer)}`)
    task = Task.parse(answer.task)
  }
  if (task === null) throw new Error('no update')
  return task
}
