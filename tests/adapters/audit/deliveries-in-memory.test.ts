import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import type { DeliveryIndex } from '../../../main/core/ingest/delivery-index.ts'
import { eventsOf, openBoth } from '../../support/audit-index.ts'
import { draft, makeKeys, withFolder } from '../../support/audit-log.ts'
import { claimOf, failureOf, refusalOf, replayOf, requestOf, resultOf, writeOf } from '../../support/delivery-lines.ts'
import { memoryDeliveryIndex } from '../../support/memory-deliveries.ts'

const keys = makeKeys('key-1')
const ONE_SEGMENT = 1_000_000
const SOURCES = ['github', 'xcode', 'telegram'] as const
const IDS = ['d1', 'd2', 'd3', 'd4', 'd5']
const KEYS = ['k1', 'k2', 'k3']
const BODIES = ['a', 'b'].map((letter) => letter.repeat(64))
/** Instants as the sources spell them, some of them the same. */
const INSTANTS = [
  ...[null, '2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z', '2026-01-31T09:30:00.500Z'],
  ...['2026-01-31T09:31:00Z', '2026-01-31T10:30:00+01:00', '2026-01-31T08:29:00-01:00'],
]

interface Step {
  readonly kind: 'result' | 'failure' | 'replay' | 'request' | 'task_created' | 'task_updated' | 'task_amended'
  readonly source: (typeof SOURCES)[number]
  readonly id: string
  readonly claim: { readonly body_sha256: string; readonly about: string[]; readonly event_at: string | null }
  readonly task: string
  readonly beside: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    'result',
    'result',
    'failure',
    'replay',
    'request',
    'task_created',
    'task_updated',
    'task_amended',
  ),
  source: fc.constantFrom(...SOURCES),
  id: fc.constantFrom(...IDS),
  claim: fc.record({
    body_sha256: fc.constantFrom(...BODIES),
    about: fc.subarray(KEYS),
    event_at: fc.constantFrom(...INSTANTS),
  }),
  task: fc.constantFrom('t1', 't2'),
  beside: fc.boolean(),
})

function lineOf({ kind, source, id, task }: Step): EventDraft {
  if (kind === 'result') return resultOf(id, 'task_updated', [task], source)
  if (kind === 'failure') return failureOf(id, 'storage_failed', source)
  if (kind === 'replay') return replayOf(id, { source })
  if (kind === 'request') return requestOf(id, source)
  return writeOf(kind, id, task, { source })
}

/** Lines in any order in which the core writes them: the first one of each delivery is its claim, and it has no second one. */
const history: fc.Arbitrary<readonly EventDraft[]> = fc.array(step, { minLength: 1, maxLength: 50 }).map((steps) => {
  const claimed = new Set<string>()
  return steps.flatMap((one) => {
    const { source, id, claim, beside } = one
    const others = beside ? [refusalOf(id, 2, { source }), draft(1)] : []
    const name = `${source}:${id}`
    if (claimed.has(name)) return [lineOf(one), ...others]
    claimed.add(name)
    return [claimOf(id, { source, ...claim }), ...others]
  })
})

/** Everything that the core asks of an index to carry deliveries out. */
function answersOf(deliveries: DeliveryIndex): object {
  const ofEach = <T>(things: readonly string[], ask: (source: Step['source'], thing: string) => T): T[] =>
    SOURCES.flatMap((source) => things.map((thing) => ask(source, thing)))
  return {
    record: ofEach([...IDS, 'nobody'], deliveries.record),
    byBody: ofEach([...BODIES, 'c'.repeat(64)], deliveries.byBody),
    about: [[], ['k1'], ['k2'], ['k3', 'k1'], KEYS, ['nothing']].map((wanted) => deliveries.about(wanted)),
    open: deliveries.open(),
    waiting: deliveries.waiting(),
  }
}

test('the index in memory, on which the pipeline is tested, answers as the one on the disk does', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(49), (lines, pause) =>
      withFolder(async (folder) => {
        const { log, index, close } = await openBoth(folder, keys, undefined, ONE_SEGMENT)
        try {
          for (const part of [lines.slice(0, pause), lines.slice(pause)]) {
            await Promise.all(part.map((line) => log.record(line)))
            expect(answersOf(index.deliveries)).toEqual(answersOf(memoryDeliveryIndex(await eventsOf(folder))))
          }
        } finally {
          await close()
        }
      }),
    ),
    { numRuns: 60 },
  )
})
