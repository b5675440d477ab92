import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeliveryResult } from '../../contract/delivery.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { sampleDelivery } from '../samples/sample-delivery.ts'
import { auditLines } from './audit-lines.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'
import type { PhaseContext } from './phase.ts'

const PATH = '/webhooks/github'
const SIGNATURE = 'x-hub-signature-256'

/** Ways in which a signature can be none; each is taken in turn. */
const FORGERIES: readonly ((right: string) => string | null)[] = [
  () => `sha256=${'0'.repeat(64)}`,
  () => null,
  (right) => right.slice(0, -1),
  (right) => right.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  (right) => right.replace('sha256=', 'sha1='),
]

/** Sends `count` deliveries that are not signed as they should be. Returns how many of them were refused. */
export async function sendForged(console: ConsoleUnderTest, secret: string, count: number): Promise<number> {
  let refused = 0
  for (let n = 0; n < count; n++) {
    const { headers, body } = sampleDelivery(secret, randomUUID(), n + 1)
    const { [SIGNATURE]: right = '', ...rest } = headers
    const forged = FORGERIES[n % FORGERIES.length]?.(right) ?? null
    const { status } = await console.deliver(PATH, forged === null ? rest : { ...rest, [SIGNATURE]: forged }, body)
    if (status === 401 || status === 429) refused++
  }
  return refused
}

export interface Replayed {
  readonly pass: boolean
  /** Path of the task's file in the data root. */
  readonly file: string
  readonly wrong: readonly string[]
}

/** Sends one delivery, then the same one `replays` times: the task must stay the same bytes, and every answer the same result. */
export async function sendAndReplay(
  context: PhaseContext,
  console: ConsoleUnderTest,
  secret: string,
  replays: number,
): Promise<Replayed> {
  const { headers, body } = sampleDelivery(secret, randomUUID(), null)
  const send = async (): Promise<DeliveryResult> => {
    const { status, text } = await console.deliver(PATH, headers, body)
    if (status !== 200) throw new Error(`a signed delivery was answered ${status}: ${text}`)
    return DeliveryResult.parse(JSON.parse(text))
  }
  const first = await send()
  const file = `ssot/${first.task_ids[0]}.json`
  const stored = (): string => sha256(readFileSync(join(context.dataRoot, file)))
  const before = stored()
  const wrong: string[] = []
  if (first.outcome !== 'task_created') wrong.push(`the signed delivery had the outcome ${first.outcome}`)
  for (let n = 0; n < replays; n++) {
    const again = await send()
    if (JSON.stringify(again) !== JSON.stringify({ ...first, replayed: true }))
      wrong.push(`replay ${n + 1} was answered ${JSON.stringify(again)}`)
    if (stored() !== before) wrong.push(`replay ${n + 1} changed ${file}`)
  }
  const counted = (await auditLines(console, 'webhook_replayed')).length
  if (counted !== replays) wrong.push(`${counted} audit lines webhook_replayed, not ${replays}`)
  const files = readdirSync(join(context.dataRoot, 'ssot')).filter((name) => name.endsWith('.json'))
  if (files.length !== 1) wrong.push(`${files.length} task files, not one: ${files.join(', ')}`)
  return { pass: wrong.length === 0, file, wrong }
}
