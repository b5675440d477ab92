import type { ArtifactDraft } from '../../evidence/evidence-store.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { LeftContext } from '../tool.ts'
import { endedAttempts } from './delivery-plan.ts'
import type { DeliveryEntry } from './delivery-record.ts'
import type { Message } from './message-of.ts'
import type { NotifyArgs } from './notify-args.ts'

/** What was tried and what was answered, as evidence. Nothing in it is a secret: of an address it has the sha256 alone. */
export function receiptOf(
  channel: NotifyArgs['channel'],
  { receiver, body }: Message,
  entries: readonly DeliveryEntry[],
  { call_id, task, correlation_id }: Pick<LeftContext, 'call_id' | 'task' | 'correlation_id'>,
  now: string,
): ArtifactDraft {
  const ended = endedAttempts(entries)
  const attempts = ended.map(({ attempt, at, to, outcome }) => ({
    ...{ attempt, at, address_sha256: to },
    ...outcome,
  }))
  const receipt = {
    ...{ call_id, task_id: task.task_id, correlation_id, channel, receiver },
    ...{ body_sha256: sha256(body), attempts },
    ...(channel === 'webhook' ? { webhook_id: call_id } : {}),
  }
  return {
    ...{ path: 'receipt.json', bytes: Buffer.from(`${canonicalJson(receipt)}\n`), media_type: 'application/json' },
    ...{ captured_at: ended.at(-1)?.at ?? now, source: 'tool:notify.send', link: null },
  }
}
