import { expect, test } from 'vitest'
import type { EvidencePackage, EvidenceRef } from '../../../contract/evidence.ts'
import type { Task } from '../../../contract/task.ts'
import { packagesOfTask } from '../../../main/core/evidence/task-packages.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { AT } from './evidence-draft.ts'

const found = (package_id: string, changes: Partial<EvidencePackage>): EvidencePackage =>
  ({
    ...{ package_id, task_id: 't1', correlation_id: 'c1', created_at: AT, artifacts: [], key_id: 'key-1' },
    ...{ manifest_sha256: sha256(package_id), state: 'whole', problems: [] },
    ...changes,
  }) as EvidencePackage
const ref = (package_id: string, manifest_sha256 = sha256(package_id)): EvidenceRef =>
  ({ package_id, manifest_sha256, artifacts: 0, captured_at: AT }) as EvidenceRef
const task = (...evidence: EvidenceRef[]) => ({ task_id: 't1', correlation_id: 'c1', evidence }) as unknown as Task
const said = (packages: EvidencePackage[]) => packages.map((p) => [p.package_id, p.state, ...p.problems])

test('a task shows its own packages, also one that it does not refer to yet, and none of another task', () => {
  const listed = [found('a', {}), found('b', {}), found('c', { task_id: 't2' as Task['task_id'] })]
  expect(said(packagesOfTask(task(ref('a')), listed))).toEqual([
    ['a', 'whole'],
    ['b', 'whole'],
  ])
})

test('a package that the task refers to and that is gone is shown as altered, not left out', () => {
  const gone = ['a', 'altered', 'the task refers to this package, and it is gone']
  expect(said(packagesOfTask(task(ref('a')), []))).toEqual([gone])
})

test('a whole package in the place of the one that the task refers to is altered', () => {
  const listed = [found('a', {})]
  expect(said(packagesOfTask(task(ref('a', sha256('another'))), listed))).toEqual([
    ['a', 'altered', 'the task refers to another manifest.json'],
  ])
})

test('an altered package cannot hide by claiming to belong to another task', () => {
  const claims = { task_id: 't2' as Task['task_id'], state: 'altered' as const, problems: ['changed'] }
  expect(said(packagesOfTask(task(), [found('a', claims)]))).toEqual([['a', 'altered', 'changed']])
})

test('packages come oldest first, and in the order of their names within one instant', () => {
  const listed = [found('c', {}), found('b', {}), found('a', { created_at: '2026-02-01T00:00:00.000Z' })]
  expect(packagesOfTask(task(), listed).map((p) => p.package_id)).toEqual(['b', 'c', 'a'])
})
