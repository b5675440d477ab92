import { describe, expect, it } from 'vitest'
import type { EvidencePackage, EvidenceVerification, VerifyEvidence } from '../../../contract/evidence.ts'
import type { CorrelationId, TaskId } from '../../../contract/ids.ts'
import { createEventHub } from '../../../main/core/broadcast/event-hub.ts'
import { createEvidenceVerifying } from '../../../main/core/evidence/evidence-verification.ts'
import { manifestOf, refOf } from '../../../main/core/evidence/manifest.ts'
import type { NamingTask } from '../../../main/core/evidence/verdict-sum.ts'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { keepingLogger } from '../../support/audit-log.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { createMemoryLog } from '../../support/memory-log.ts'
import { AT, draftOf, evidenceKeys, measured } from './evidence-draft.ts'

const KEYS = evidenceKeys('key-1')
const BY = { actor: { sub: 'ada', scopes: ['admin' as const], door: 'http' as const }, correlation_id: 'req-1' }
const ALL: VerifyEvidence = { all: true }

const manifestIn = (correlation_id: string, package_id: string) =>
  manifestOf(measured(draftOf({ correlation_id, package_id, task_id: correlation_id })), KEYS)

/** A package as it is read. */
function packageOf(correlation_id: string, package_id: string, problems: string[] = []): EvidencePackage {
  const { signature: _, ...facts } = manifestIn(correlation_id, package_id)
  const { manifest_sha256 } = refOf(manifestIn(correlation_id, package_id))
  return { ...facts, manifest_sha256, state: problems.length === 0 ? 'whole' : 'altered', problems }
}

const taskWith = (id: string, ...packages: string[]): NamingTask => ({
  ...{ task_id: id as TaskId, correlation_id: id as CorrelationId },
  evidence: packages.map((one) => refOf(manifestIn(id, one))),
})

/** Packages by correlation id, and a disk that answers when the test lets it. */
function world(packages: readonly EvidencePackage[], tasks: readonly NamingTask[], turn: () => Promise<void>) {
  const { clock, advance } = createManualTimers(Date.parse(AT))
  const log = createMemoryLog()
  const hub = createEventHub({ capacity: 10, startSeq: 0, clock })
  const pushed: EvidenceVerification[] = []
  hub.observe((name, payload) => {
    if (name === 'evidence_verify_progress')
      pushed.push((payload as { verification: EvidenceVerification }).verification)
  })
  const idsOf = (id: string) => packages.filter((one) => one.correlation_id === id).map(({ package_id }) => package_id)
  const verifying = createEvidenceVerifying({
    shelf: {
      correlations: async () => ({ ids: [...new Set(packages.map((one) => one.correlation_id))], unnamed: [] }),
      packageIds: async (id) => idsOf(id),
      check: async ({ correlation_id, package_id }, signal) => {
        await turn()
        signal.throwIfAborted()
        advance(1000)
        return packages.find((one) => one.correlation_id === correlation_id && one.package_id === package_id) ?? null
      },
    },
    tasks: () => tasks,
    taskOf: (id) => {
      const task = tasks.find(({ task_id }) => task_id === id)
      if (task === undefined) throw new AppError('task_not_found', id)
      return task
    },
    ...{ log, hub, clock, logger: keepingLogger() },
  })
  return { verifying, log, pushed }
}

const atOnce = async (): Promise<void> => undefined

describe('hashing evidence again', () => {
  it('says that all is whole, how much it was, and leaves a line', async () => {
    const { verifying, log, pushed } = world(
      [packageOf('a', 'p1'), packageOf('b', 'p2')],
      [taskWith('a', 'p1')],
      atOnce,
    )
    expect(await verifying.verify(BY, ALL)).toMatchObject({
      ...{ of: ALL, state: 'whole', failure: null, packages: 2, artifacts: 4, bytes: 50 },
      ...{ altered: [], missing: [], left_out: 0 },
    })
    expect(log.events).toMatchObject([
      { type: 'evidence_verified', actor: { sub: 'ada' }, data: { of: ALL, state: 'whole', packages: 2, altered: 0 } },
    ])
    expect(pushed.map(({ running }) => running?.packages ?? null)).toEqual([0, 1, 2, null])
    expect(pushed.at(-1)?.last?.state).toBe('whole')
  })

  it('tells what is altered from what is gone, by what tasks and runs name', async () => {
    const packages = [packageOf('a', 'p1', ['request.txt is missing']), packageOf('b', 'p2')]
    const { verifying, log } = world(packages, [taskWith('a', 'p1', 'gone'), taskWith('c', 'gone-too')], atOnce)
    const verdict = await verifying.verify(BY, ALL)
    expect(verdict).toMatchObject({
      state: 'altered',
      altered: [{ correlation_id: 'a', package_id: 'p1', problems: ['request.txt is missing'] }],
    })
    expect(verdict.missing.map(({ package_id }) => package_id).sort()).toEqual(['gone', 'gone-too'])
    expect(log.events[0]?.data).toMatchObject({ altered: 1, missing: 2 })
  })

  it('takes another package in the place of a recorded one for altered', async () => {
    const task = taskWith('a', 'p1')
    const other = { ...packageOf('a', 'p1'), manifest_sha256: refOf(manifestIn('b', 'p1')).manifest_sha256 }
    const { verifying } = world([other], [task], atOnce)
    expect(await verifying.verify(BY, ALL)).toMatchObject({ state: 'altered', altered: [{ package_id: 'p1' }] })
  })

  it('looks at one task, or one correlation id, alone', async () => {
    const packages = [packageOf('a', 'p1'), packageOf('b', 'p2', ['altered'])]
    const { verifying, log } = world(packages, [taskWith('a', 'p1'), taskWith('b', 'p2')], atOnce)
    expect(await verifying.verify(BY, { task_id: 'a' as TaskId })).toMatchObject({ state: 'whole', packages: 1 })
    expect(await verifying.verify(BY, { correlation_id: 'b' as CorrelationId })).toMatchObject({ state: 'altered' })
    expect(log.events.map(({ task_id, data }) => [task_id, data['of']])).toEqual([
      ['a', { task_id: 'a' }],
      [null, { correlation_id: 'b' }],
    ])
    expect(() => verifying.verify(BY, { task_id: 'nobody' as TaskId })).toThrow(
      expect.objectContaining({ code: 'task_not_found' }),
    )
  })

  it('is one at a time, and ends when it is cancelled, with how far it came', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let turn = 0
    const { verifying, log } = world([packageOf('a', 'p1'), packageOf('b', 'p2')], [], async () => {
      turn += 1
      await gates[turn - 1]?.promise
    })
    expect(() => verifying.cancel()).toThrow(expect.objectContaining({ code: 'evidence_verification_not_running' }))
    const first = verifying.verify(BY, ALL)
    gates[0]?.resolve()
    await expect.poll(() => verifying.state().running?.packages).toBe(1)
    expect(() => verifying.verify(BY, ALL)).toThrow(expect.objectContaining({ code: 'evidence_verification_running' }))
    expect(verifying.cancel().running).toMatchObject({ packages: 1 })
    gates[1]?.resolve()
    expect(await first).toMatchObject({ state: 'cancelled', packages: 1, failure: null })
    expect(verifying.state()).toMatchObject({ running: null, last: { state: 'cancelled' } })
    expect(log.events.map(({ data }) => data['state'])).toEqual(['cancelled'])
  })

  it('that the disk does not let it do is a failure, and says nothing of the evidence', async () => {
    const broken = Object.assign(new Error('/home/ada is broken'), { code: 'EIO' })
    const { verifying } = world([packageOf('a', 'p1')], [], () => Promise.reject(broken))
    expect(await verifying.verify(BY, ALL)).toMatchObject({
      ...{ state: 'failed', failure: 'the disk could not be read (EIO)', packages: 0 },
    })
  })
})
