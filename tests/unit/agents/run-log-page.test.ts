import { expect, it } from 'vitest'
import { runLogPage } from '../../../main/core/agents/run-log-page.ts'
import { agentRun } from '../../support/agent-run.ts'
import { memoryEvidence } from '../../support/memory-evidence.ts'

const line = (text: string): string => `${JSON.stringify({ at: '2026-01-31T09:30:00.000Z', stream: 'stdout', text })}\n`
const folders = (text: string) => ({
  read: async (_runId: string, from: number, most: number) => Buffer.from(text).subarray(from, from + most),
})
const page = (text: string, from: number, state: 'running' | 'failed' = 'running') =>
  runLogPage({ folders: folders(text), evidence: memoryEvidence() }, agentRun({ state }), from)

it('gives whole lines and says where to go on; what is half written comes later', async () => {
  const text = `${line('a')}${line('b')}{"at":`
  const first = await page(text, 0)
  expect(first).toMatchObject({ lines: [{ text: 'a' }, { text: 'b' }], ended: false })
  expect(await page(`${line('a')}${line('b')}${line('c')}`, first.next)).toMatchObject({ lines: [{ text: 'c' }] })
})

it('from the middle of a line it gives the next one, and from behind the end nothing', async () => {
  const text = `${line('é')}${line('b')}`
  expect((await page(text, 3)).lines.map((one) => one.text)).toEqual(['b'])
  expect(await page(text, 10_000, 'failed')).toEqual({ lines: [], next: 10_000, ended: true })
})

it('of a long log it gives a part, and does not say that it ended', async () => {
  const text = line('x'.repeat(10_000)).repeat(60)
  const first = await page(text, 0, 'failed')
  expect(first.ended).toBe(false)
  expect(first.next % line('x'.repeat(10_000)).length).toBe(0)
  let from = 0
  let lines = 0
  for (let ended = false; !ended; ) {
    const next = await page(text, from, 'failed')
    lines += next.lines.length
    from = next.next
    ended = next.ended
  }
  expect(lines).toBe(60)
})

it('a run that nobody has a log of has no lines', async () => {
  const nothing = { read: async () => null }
  const of = agentRun({ state: 'failed' })
  expect(await runLogPage({ folders: nothing, evidence: memoryEvidence() }, of, 0)).toEqual({
    lines: [],
    next: 0,
    ended: true,
  })
})
