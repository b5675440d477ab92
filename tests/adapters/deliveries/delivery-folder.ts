import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DeliverySummary } from '../../../contract/delivery.ts'
import { type BodyLimits, type DeliveryFiles, openDeliveryFiles } from '../../../main/adapters/files/delivery-files.ts'
import type { StoredDelivery } from '../../../main/core/ingest/delivery-bodies.ts'
import type { DeliveryIndex } from '../../../main/core/ingest/delivery-index.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { keepingLogger } from '../../support/audit-log.ts'
import { temporaryFolder } from '../../support/data-root.ts'

export const stored = (delivery_id: string, body: string | Uint8Array = '{"a":1}'): StoredDelivery => ({
  ...{ source: 'github', delivery_id, event: 'issues', assurance: 'signed', received_at: '2026-01-31T09:30:00.000Z' },
  headers: { 'x-github-event': 'issues', authorization: '(redacted)' },
  raw: Buffer.from(body),
})

/** Files in a fresh folder beside `index`; `open` opens them once more, as a start does. */
export async function openFolder(index: Pick<DeliveryIndex, 'summary'>, limits: BodyLimits) {
  const folder = join(await temporaryFolder(), 'audit', 'deliveries')
  const logger = keepingLogger()

  async function open(): Promise<DeliveryFiles> {
    const files = await openDeliveryFiles({ folder, limits, index, logger })
    onTestFinished(files.close)
    return files
  }

  return { folder, logger, open, files: await open() }
}

/** Files in a fresh folder beside an index that knows what the test tells it. */
export async function deliveryFolder(limits: BodyLimits = { files: 100, bytes: 1_000_000 }) {
  const known = new Map<string, Pick<DeliverySummary, 'state' | 'body_sha256' | 'assurance'>>()
  const index = {
    summary: (source: string, id: string) => (known.get(`${source}:${id}`) ?? null) as DeliverySummary | null,
  }

  /** What the log says of a delivery from now on. */
  function told({ source, delivery_id, raw, assurance }: StoredDelivery, state: DeliverySummary['state']): void {
    known.set(`${source}:${delivery_id}`, { state, assurance, body_sha256: sha256(raw) })
  }

  return { known, index, told, ...(await openFolder(index, limits)) }
}
