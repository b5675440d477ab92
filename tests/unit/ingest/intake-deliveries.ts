import { expect } from 'vitest'
import type { Delivery } from '../../../main/core/ingest/delivery-service.ts'
import type { createCore } from '../../support/core-parts.ts'

export type Core = Awaited<ReturnType<typeof createCore>>

const GITHUB = { actor: { sub: 'github', scopes: [], door: 'webhook' as const }, correlation_id: 'req-1' }
export const ADMIN = {
  actor: { sub: 'anna', scopes: ['admin' as const], door: 'console' as const },
  correlation_id: 'req-2',
}

function delivery(n: number): Delivery {
  const payload = {
    action: 'opened',
    repository: { full_name: 'octo/cat' },
    issue: {
      ...{ number: n, title: `Issue ${n}`, body: 'Text', html_url: `https://github.com/octo/cat/issues/${n}` },
      ...{ state: 'open', updated_at: '2026-01-31T08:00:00Z' },
    },
  }
  return {
    ...{ source: 'github', event: 'issues', delivery_id: `d${n}`, assurance: 'signed', payload },
    ...{ raw: Buffer.from(JSON.stringify(payload)), headers: { 'x-github-event': 'issues' } },
  }
}

export const accept = async (core: Core, n: number) => (await core.deliveries.accept(GITHUB, delivery(n), null)).result
export const idsOf = (core: Core, type: string) =>
  core.log.events.filter((e) => e.type === type).map((e) => (e.data['delivery_id'] ?? resultId(e.data)) as string)
const resultId = (data: Record<string, unknown>) => (data['result'] as { delivery_id: string }).delivery_id
export const pause = (core: Core) => core.intake.set(ADMIN, { paused: true, reason: 'a holiday' })
export const resume = (core: Core) => core.intake.set(ADMIN, { paused: false })
export const settled = (core: Core) => expect.poll(() => core.intake.holds(), { interval: 1 }).toBe(false)
