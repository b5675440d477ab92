import { describe, expect, it } from 'vitest'
import { type LosingParts, reportLoss, wasLossTold } from '../../../main/core/tools/obs/lost-recording.ts'
import type { FamilyLine } from '../../../main/core/tools/tool-family.ts'
import { memoryEvidence } from '../../support/memory-evidence.ts'
import { createFakeFiles } from '../../support/obs/fake-files.ts'
import { IMPATIENT } from '../../support/obs/fake-link.ts'

const OWN = { call_id: 'call-1', task_id: 't1', correlation_id: 'c1', path: '/rec/a.mkv', began_ms: 0 }

function world(over: Partial<LosingParts> = {}) {
  const lines: FamilyLine[] = []
  const told: string[] = []
  const logged: string[] = []
  const evidence = memoryEvidence()
  const files = createFakeFiles()
  files.sizes.set(OWN.path, 700)
  const parts: LosingParts = {
    ...{ files, evidence, timers: IMPATIENT, clock: { now: () => 0 }, work: { open: async (id) => `/calls/${id}` } },
    record: async (line) => {
      lines.push(line)
      return { seq: 1, ts: '2026-01-01T00:00:00.000Z' }
    },
    alarm: async ({ title, body }) => told.push(`${title}: ${body}`) > 0,
    logger: { info: () => undefined, warn: () => undefined, error: (_, message) => logged.push(message) },
    ...over,
  }
  return { parts, lines, told, logged, evidence, files }
}

describe('the loss of a recording', () => {
  it('is recorded with what there is of the file, and told to whoever sits here', async () => {
    const { parts, lines, told, evidence } = world()
    expect(await wasLossTold(parts, OWN)).toBe(false)
    await reportLoss(parts, OWN, 'obs_gone')
    expect(lines).toMatchObject([
      {
        ...{ type: 'obs_recording_lost', task_id: 't1', correlation_id: 'c1' },
        data: { call_id: 'call-1', loss: 'obs_gone', path: OWN.path, evidence: { package_id: 'obs-lost-call-1' } },
      },
    ])
    expect(evidence.kept.get('c1/obs-lost-call-1')?.artifacts).toMatchObject([
      { path: 'recording-lost.json' },
      { path: 'recording-partial.mkv', file: OWN.path, partial: true },
    ])
    expect(told).toEqual([expect.stringMatching(/^A recording was lost: Of the task t1: /)])
    expect(await wasLossTold(parts, OWN)).toBe(true)
  })

  it('is kept in words where there is no file', async () => {
    const { parts, evidence, files } = world({ alarm: null })
    files.sizes.clear()
    await reportLoss(parts, OWN, 'ended_unseen')
    await reportLoss(parts, { ...OWN, call_id: 'call-2', path: null }, 'ended_unseen')
    const words = (name: string) => {
      const [artifact, ...more] = evidence.kept.get(`c1/obs-lost-${name}`)?.artifacts ?? []
      expect(more).toEqual([])
      return artifact !== undefined && 'bytes' in artifact ? JSON.parse(Buffer.from(artifact.bytes).toString()) : null
    }
    expect(words('call-1')).toMatchObject({ loss: 'ended_unseen', file: 'is not there' })
    expect(words('call-2')).toMatchObject({ path: null, file: 'was never named by OBS' })
  })

  it('is told whatever cannot be kept, recorded or shown, and what cannot is logged', async () => {
    const fails = async () => Promise.reject(new Error('no'))
    const evidence = { ...memoryEvidence(), keep: fails }
    const kept = world({ evidence })
    await reportLoss(kept.parts, OWN, 'stopped_unasked')
    expect([kept.lines.length, kept.lines[0]?.data['evidence'], kept.told.length]).toEqual([1, null, 1])
    const recorded = world({ record: fails, alarm: fails })
    await reportLoss(recorded.parts, OWN, 'stopped_unasked')
    expect(recorded.logged).toEqual([
      ...['a recording was lost', 'a lost recording could not be recorded', 'a lost recording could not be told'],
    ])
    expect(await wasLossTold(recorded.parts, OWN)).toBe(false)
  })
})
