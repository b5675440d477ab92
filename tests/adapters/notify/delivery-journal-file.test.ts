import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDeliveryJournal } from '../../../main/adapters/notify/delivery-journal-file.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { type DeliveryEntry, outcomeOf } from '../../../main/core/tools/notify/delivery-record.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const at = '2026-01-31T09:30:00.000Z'
const INTENT: DeliveryEntry = { kind: 'intent', attempt: 1, at, to: sha256('here') }
const ANSWER: DeliveryEntry = { kind: 'answer', attempt: 1, at, outcome: outcomeOf('later', { reason: 'zu früh' }) }

it('what was written is read again, in order, by whoever comes next', async () => {
  const folder = await temporaryFolder()
  expect(await openDeliveryJournal(folder).read()).toEqual([])
  for (const entry of [INTENT, ANSWER]) await openDeliveryJournal(folder).write(entry)
  expect(await openDeliveryJournal(folder).read()).toEqual([INTENT, ANSWER])
})

it('wherever a crash cut the last line, the lines before it stand and the next one is whole', async () => {
  const line = `${JSON.stringify(ANSWER)}\n`
  for (const length of [1, 10, Buffer.byteLength(line) - 1]) {
    const folder = await temporaryFolder()
    await openDeliveryJournal(folder).write(INTENT)
    await appendFile(join(folder, 'delivery.jsonl'), Buffer.from(line).subarray(0, length))
    const journal = openDeliveryJournal(folder)
    expect(await journal.read()).toEqual([INTENT])
    await journal.write(ANSWER)
    expect(await journal.read()).toEqual([INTENT, ANSWER])
  }
})

it('lines that are none of it are not guessed at', async () => {
  for (const strange of ['{"kind":"intent"}', 'nothing', '{"kind":"answer","attempt":0}', '']) {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'delivery.jsonl'), `${JSON.stringify(INTENT)}\n${strange}\n`)
    expect(await openDeliveryJournal(folder).read()).toBeNull()
    expect(await readFile(join(folder, 'delivery.jsonl'), 'utf8')).toContain(`${strange}\n`)
  }
})
