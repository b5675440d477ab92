import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { DeliveryDetail, DeliveryPage } from '../../contract/delivery.ts'
import { readEvents, verifyChain } from '../support/crash-snapshot.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Service, startService } from '../support/service.ts'

const env = { WEBHOOK_SECRET: 'crash-webhook-secret' }
const LONG = { timeout: 30_000, interval: 20 }

const journalOf = (dataRoot: string): string => join(dataRoot, 'audit', 'refusals', 'journal.jsonl')

/** A delivery with a signature that is none, as a tunnel on this machine hands it on. False when the service was gone. */
async function forge(service: Service, nth: number, address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${service.url}/webhooks/github`, {
      method: 'POST',
      body: JSON.stringify({ forged: nth }),
      headers: {
        ...{ 'content-type': 'application/json', 'x-forwarded-for': address, 'x-github-event': 'issues' },
        ...{ 'x-github-delivery': `forged-${nth}`, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      },
    })
    await answer.text()
    return [401, 429].includes(answer.status)
  } catch {
    return false
  }
}

async function kill(service: Service): Promise<void> {
  const gone = once(service.child, 'exit')
  process.kill(service.pid, 'SIGKILL')
  await gone
}

const rejected = async (dataRoot: string): Promise<AuditEvent[]> =>
  (await readEvents(dataRoot)).filter(({ type }) => type === 'webhook_rejected')
const sum = (lines: readonly AuditEvent[]): number => lines.reduce((all, { data }) => all + Number(data['count']), 0)

/** How many refusals the journal on the disk speaks of, over all its groups. */
function journaled(dataRoot: string): number {
  const totals = new Map<string, number>()
  for (const line of readFileSync(journalOf(dataRoot), 'utf8').split('\n')) {
    if (!line.endsWith('}}')) continue
    const { kind, id, total } = (JSON.parse(line) as { line: { kind: string; id: string; total: number } }).line
    if (kind !== 'sample') totals.set(id, total)
  }
  return [...totals.values()].reduce((all, total) => all + total, 0)
}

async function rowsOf(app: RunningApp): Promise<DeliveryDetail[]> {
  const read = async (path: string): Promise<unknown> => (await app.call('GET', path, 'observer')).json()
  const { items } = DeliveryPage.parse(await read('/api/deliveries?state=refused'))
  return Promise.all(
    items.map(async ({ delivery_id }) => DeliveryDetail.parse(await read(`/api/deliveries/github/${delivery_id}`))),
  )
}

/** A killed service whose journal speaks of refusals that its log does not hold. */
async function killedWithOwed(): Promise<{ dataRoot: string; sent: number; held: number }> {
  const dataRoot = await temporaryFolder()
  const service = await startService({ dataRoot, flags: [], env })
  let sent = 0
  let held = 0
  do {
    for (let i = 0; i < 30; i += 1) expect(await forge(service, ++sent, `203.0.113.${i % 3}`)).toBe(true)
    await expect.poll(() => journaled(dataRoot), LONG).toBe(sent)
    held = sum(await rejected(dataRoot))
    // On a machine so slow that a window ended meanwhile, the log holds them all by now.
  } while (held === sent)
  await kill(service)
  return { dataRoot, sent, held: sum(await rejected(dataRoot)) }
}

describe('refusals that were counted when the process was killed', () => {
  it('are all in the log after the next start, with a line that says why it is late', async () => {
    const { dataRoot, sent, held } = await killedWithOwed()
    const app = await startApp({ dataRoot, env })
    const lines = await rejected(dataRoot)
    expect(sum(lines)).toBe(sent)
    const late = lines.filter(({ data }) => data['after_restart'] === true)
    expect(sum(late)).toBe(sent - held)
    const first = lines.find(({ data }) => data['refusal_id'] === late[0]?.data['refusal_id'])
    for (const name of ['source', 'reason', 'address', 'signature_valid'])
      expect(late[0]?.data[name]).toEqual(first?.data[name])
    await app.stop()
    expect(await verifyChain(dataRoot, false)).toMatchObject({ ok: true })
  })

  it('are counted once, however often it starts and whatever it had told its journal', async () => {
    const { dataRoot, sent } = await killedWithOwed()
    const journal = readFileSync(journalOf(dataRoot))
    for (let start = 0; start < 3; start += 1) {
      await kill(await startService({ dataRoot, flags: [], env }))
      expect([start, sum(await rejected(dataRoot))]).toEqual([start, sent])
      // As if the kill had come before the journal knew that its counts are in the log.
      writeFileSync(journalOf(dataRoot), journal)
    }
  })

  it('can still be looked at: the first and the latest of each address, with what they sent', async () => {
    const { dataRoot, sent } = await killedWithOwed()
    const rows = await rowsOf(await startApp({ dataRoot, env }))
    expect(rows.reduce((all, { count }) => all + count, 0)).toBe(sent)
    const samples = rows.flatMap(({ samples }) => samples)
    expect(samples.length).toBeGreaterThanOrEqual(30)
    for (const { headers, body, address } of samples) {
      expect(JSON.parse(body?.text ?? '')).toEqual({
        forged: Number(String(headers['x-github-delivery']).slice('forged-'.length)),
      })
      expect(headers).toMatchObject({ 'x-forwarded-for': address, 'x-hub-signature-256': '(redacted)' })
    }
  })
})

describe('a kill in the middle of a flood', () => {
  it('loses none that the journal had told of, and makes none up', async () => {
    const dataRoot = await temporaryFolder()
    const service = await startService({ dataRoot, flags: [], env })
    let sent = 0
    let killing: Promise<void> | null = null
    const flood = async (address: string): Promise<void> => {
      while (await forge(service, ++sent, address)) if (sent > 400) killing ??= kill(service)
    }
    await Promise.all(['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4'].map(flood))
    await killing
    const told = journaled(dataRoot)
    const app = await startApp({ dataRoot, env })
    const counted = sum(await rejected(dataRoot))
    expect(counted).toBeGreaterThanOrEqual(told)
    expect(counted).toBeLessThanOrEqual(sent)
    expect((await rowsOf(app)).reduce((all, { count }) => all + count, 0)).toBe(counted)
  })
})
