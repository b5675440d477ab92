import type { Actor } from '../../contract/scope.ts'
import type { EventLog } from '../core/audit/event-log.ts'
import type { DeliveryService } from '../core/ingest/delivery-service.ts'
import { mapGithub } from '../core/ingest/github-mapping.ts'
import { verifyGithubSignature } from '../core/ingest/github-signature.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { type Clock, timestamp } from '../core/kernel/clock.ts'
import { sha256 } from '../core/kernel/sha256.ts'
import type { TaskStore } from '../core/tasks/task-store.ts'
import type { Handlers, Input } from './handler.ts'
import { parseJson } from './pipeline.ts'
import { bytesReply } from './reply.ts'

const GITHUB: Actor = { sub: 'github', scopes: [], door: 'webhook' }

/** Reasons for which a delivery with a good signature is refused. */
const SIGNED_BUT_WRONG: readonly string[] = ['webhook_header_missing', 'payload_not_json']

/** GitHub's delivery ids are UUIDs; whatever is signed and short enough to keep is taken. */
const DELIVERY_ID = /^[\x21-\x7e]{1,100}$/
const EVENT_NAME = /^[a-z0-9_]{1,60}$/

export function createWebhookHandlers(parts: {
  secret: string | null
  deliveries: DeliveryService
  store: TaskStore
  log: EventLog
  clock: Clock
}): Pick<Handlers, 'githubWebhook'> {
  /** Refuses with a line of its own, so that a flood of bad signatures can be found by type. */
  function checked(input: Input<'githubWebhook'>): { event: string; delivery_id: string; payload: unknown } {
    const { exchange, raw } = input
    const event = exchange.header('x-github-event')
    const delivery_id = exchange.header('x-github-delivery')
    try {
      if (parts.secret === null)
        throw new AppError('source_off', 'The GitHub source is off: WEBHOOK_SECRET is not set.')
      verifyGithubSignature(parts.secret, raw, exchange.header('x-hub-signature-256'))
      if (event === null || !EVENT_NAME.test(event))
        throw new AppError('webhook_header_missing', 'X-GitHub-Event is missing or no event name.')
      if (delivery_id === null || !DELIVERY_ID.test(delivery_id))
        throw new AppError('webhook_header_missing', 'X-GitHub-Delivery is missing or no delivery id.')
      return { event, delivery_id, payload: parseJson(raw) }
    } catch (error) {
      const reason = error instanceof AppError ? error.code : 'internal'
      // The line of the refused request follows it and is waited for, so this one is on the disk as well.
      parts.log.note({
        type: 'webhook_rejected',
        actor: exchange.actor,
        correlation_id: exchange.correlation_id,
        task_id: null,
        route: null,
        status: null,
        data: { source: 'github', signature_valid: SIGNED_BUT_WRONG.includes(reason), reason, bytes: raw.length },
      })
      throw error
    }
  }

  return {
    githubWebhook: async (input) => {
      const { event, delivery_id, payload } = checked(input)
      input.exchange.actor = GITHUB
      const now = timestamp(parts.clock)
      const { result, correlation_id } = await parts.deliveries.accept(
        { actor: GITHUB, correlation_id: input.call.correlation_id },
        {
          source: 'github',
          event,
          delivery_id,
          body_sha256: sha256(input.raw),
          map: () => mapGithub({ event, payload, now }, parts.store.index.atCommit),
        },
      )
      const subject = { correlation_id, task_id: result.task_ids[0] ?? null }
      return { ...bytesReply(result.outcome === 'recorded' ? 202 : 200, JSON.stringify(result), {}, null), ...subject }
    },
  }
}
