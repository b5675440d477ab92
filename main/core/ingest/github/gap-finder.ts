import { DeliveryResult, type GapReport, type MissedDelivery } from '../../../../contract/delivery.ts'
import type { EventLog } from '../../audit/event-log.ts'
import { AppError } from '../../kernel/app-error.ts'
import type { Call } from '../../kernel/call.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import type { DeliveryIndex } from '../delivery-index.ts'
import type { Accepted, DeliveryService } from '../delivery-service.ts'
import { redactHeaders } from '../redact-headers.ts'
import type { DeliveryAttempt, GithubDeliveries } from './github-deliveries.ts'

/** Compares GitHub's own record of deliveries with what was claimed here, and fetches what is missing. */
export interface GapFinder {
  /** A hook that cannot be asked is named in the report. Throws `github_unavailable` when none could be, and `audit_unavailable`. */
  find(call: Call, signal: AbortSignal): Promise<GapReport>
  /**
   * Carries a missed delivery out, with assurance `token`: its signature cannot be checked. What arrived after all is carried out from
   * what is kept here, or answered with its result. Throws `delivery_not_found`, `github_unavailable` and what `DeliveryService` throws.
   */
  fetch(call: Call, hook: string, id: string, signal: AbortSignal): Promise<Accepted>
}

export interface GapParts {
  readonly github: GithubDeliveries
  readonly index: Pick<DeliveryIndex, 'record'>
  readonly deliveries: Pick<DeliveryService, 'accept' | 'replay'>
  readonly log: Pick<EventLog, 'record'>
  readonly clock: Clock
}

/** https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries: "in the past 3 days". */
const KEPT_MS = 3 * 24 * 60 * 60_000
/** Of 100 attempts each. */
const MAX_PAGES = 50

export function createGapFinder(parts: GapParts): GapFinder {
  const { github, index, deliveries, clock } = parts

  /** The newest attempt of each delivery since then, as far as GitHub answered. */
  async function listed(hook: string, sinceMs: number, signal: AbortSignal) {
    const newest = new Map<string, DeliveryAttempt>()
    let pages = 0
    try {
      for await (const page of github.attempts(hook, signal)) {
        const recent = page.filter(({ delivered_at }) => Date.parse(delivered_at) >= sinceMs)
        for (const attempt of recent) if (!newest.has(attempt.guid)) newest.set(attempt.guid, attempt)
        pages += 1
        if (recent.length < page.length) break
        if (pages === MAX_PAGES) return { newest, reason: tooMany(page.at(-1)) }
      }
      return { newest, reason: null }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'github_unavailable') throw error
      return { newest, reason: error.message }
    }
  }

  async function fromGithub(call: Call, hook: string, id: string, signal: AbortSignal): Promise<Accepted> {
    const sent = await github.fetch(hook, id, signal)
    if (sent === null)
      throw new AppError('delivery_not_found', `GitHub holds no delivery ${id} of ${hook}, or its payload no more.`)
    const here = index.record('github', sent.guid)
    if (here?.result) {
      const result = { ...DeliveryResult.parse(here.result.data['result']), replayed: true }
      return { result, correlation_id: here.result.correlation_id }
    }
    // Claimed, and not carried out: the signed bytes are here.
    if (here !== null) return deliveries.replay(call, 'github', sent.guid)
    const fetched = {
      ...{ source: 'github' as const, event: sent.event, delivery_id: sent.guid, assurance: 'token' as const },
      ...{ raw: sent.raw, headers: redactHeaders(sent.headers) },
      payload: JSON.parse(Buffer.from(sent.raw).toString()) as unknown,
    }
    return deliveries.accept(call, fetched, null)
  }

  return {
    find: async (call, signal) => {
      const sinceMs = clock.now() - KEPT_MS
      const missed: MissedDelivery[] = []
      const incomplete: GapReport['incomplete'] = []
      let seen = 0
      // One after the other, as GitHub asks for (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
      for (const hook of github.hooks) {
        const { newest, reason } = await listed(hook, sinceMs, signal)
        if (reason !== null) incomplete.push({ hook, reason })
        seen += newest.size
        for (const attempt of newest.values())
          if (index.record('github', attempt.guid) === null) missed.push(missedOf(hook, attempt))
      }
      if (seen === 0 && incomplete.length > 0 && incomplete.length === github.hooks.length)
        throw new AppError('github_unavailable', incomplete.map(({ hook, reason }) => `${hook}: ${reason}`).join(' '))
      await parts.log.record({
        ...{ type: 'webhook_gaps_checked', actor: call.actor, correlation_id: call.correlation_id, task_id: null },
        ...{ route: null, status: null },
        data: {
          source: 'github',
          hooks: github.hooks.length,
          seen,
          missed: missed.length,
          incomplete: incomplete.length,
        },
      })
      missed.sort((a, b) => Date.parse(b.delivered_at) - Date.parse(a.delivered_at))
      const since = new Date(sinceMs).toISOString()
      return { checked_at: timestamp(clock), since, hooks: github.hooks.length, seen, missed, incomplete }
    },
    fetch: async (call, hook, id, signal) => {
      if (!github.hooks.includes(hook))
        throw new AppError('delivery_not_found', `${hook} is none of the hooks in GITHUB_HOOKS.`)
      return fromGithub(call, hook, id, signal)
    },
  }
}

function missedOf(hook: string, { guid, ...attempt }: DeliveryAttempt): MissedDelivery {
  return { hook, delivery_id: guid, ...attempt }
}

function tooMany(oldest: DeliveryAttempt | undefined): string {
  return `More than ${MAX_PAGES * 100} attempts: only those since ${oldest?.delivered_at} were compared.`
}
