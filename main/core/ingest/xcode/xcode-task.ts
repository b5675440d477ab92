import type { CorrelationId, TaskId } from '../../../../contract/ids.ts'
import type { Build, CiCheck, CiStatus, ExternalRef } from '../../../../contract/outside-refs.ts'
import type { Task } from '../../../../contract/task.ts'
import { sha256 } from '../../kernel/sha256.ts'
import { EMPTY_TASK, type UpsertAnswer } from '../../tasks/task-service.ts'
import { compareSeverity, withCheck } from '../ci-status.ts'
import type { MappedDelivery } from '../task-mapping.ts'
import { stateOfBuild } from './xcode-check.ts'
import type { BuildReport } from './xcode-report.ts'
import { buildTitle, requestText } from './xcode-words.ts'

/** One task per build run. */
export function xcodeTaskId(identity: string): TaskId {
  return `xc-${sha256(`xcode:${identity}`).slice(0, 12)}` as TaskId
}

/** On the build's own task, whatever the senders call its product and workflow, the build as a whole is one check. */
const WHOLE_BUILD = 'xcode:build'

/**
 * The build's own task after a report. Of everything that was said of the build as a whole, the word of the furthest progress counts,
 * then the latest, then the worse: a completed build never runs again, whatever arrives late, and two senders who do not agree on how
 * it ended do not make it pass. Actions that report for themselves add their checks.
 */
export function buildTaskAfter(
  current: Task | null,
  report: BuildReport,
  check: CiCheck,
  { received_at, assurance }: Pick<MappedDelivery, 'received_at' | 'assurance'>,
): UpsertAnswer | null {
  const held = current ?? blankTask(report.identity, received_at)
  const order = compareWords(report, assurance, held)
  const ci = ciAfter(held.ci_status, report, check, order)
  const told = order > 0 ? mirrored(held, report, assurance) : held
  const task = retitled(ci === 'stale' || ci === null ? told : { ...told, ci_status: ci })
  if (current === null) return { change: 'task_created', task }
  if (JSON.stringify(task) === JSON.stringify(current)) {
    const held_at = current.build?.updated_at ?? current.ci_status?.updated_at ?? received_at
    return order < 0 || ci === 'stale' ? { stale: { event_at: check.updated_at, held_at } } : null
  }
  const sameWords = task.title === current.title && task.request_text === current.request_text
  const decision = sameWords ? {} : { verdict: null, admin_approved: false }
  const counted = { updated_at: received_at, version: current.version + 1 }
  return { change: 'task_updated', task: { ...task, ...decision, ...counted } }
}

function blankTask(identity: string, now: string): Task {
  const task_id = xcodeTaskId(identity)
  return {
    ...EMPTY_TASK,
    ...{ task_id, source: 'xcode', correlation_id: task_id as string as CorrelationId, assurance: 'none' },
    ...{ title: '', request_text: '', created_at: now, updated_at: now, status: 'pending' },
    ...{ acceptance_criteria: [], declared_scope: [], allow_external_publish: false },
  }
}

/** What the whole build came to is one with the mirror, so it is replaced with it; the word of an action counts by itself. */
function ciAfter(held: CiStatus | null, report: BuildReport, check: CiCheck, order: number): CiStatus | 'stale' | null {
  if (report.action !== null) return withCheck(held, check, null)
  if (order <= 0) return null
  const others = held?.checks.filter(({ key }) => key !== WHOLE_BUILD) ?? []
  const rest = held === null || others.length === 0 ? null : { ...held, checks: others }
  return withCheck(rest, { ...check, key: WHOLE_BUILD }, null)
}

/** The task as a mirror of what the report says. */
function mirrored(task: Task, report: BuildReport, assurance: Task['assurance']): Task {
  return { ...task, build: report.build, request_text: requestText(report), external_ref: refOf(report), assurance }
}

function retitled(task: Task): Task {
  return task.build === null ? task : { ...task, title: buildTitle(task.build, task.ci_status?.state ?? 'unknown') }
}

function refOf({ build, repository, url }: BuildReport): ExternalRef | null {
  if (repository === null || !build.build_number) return null
  return {
    ...{ kind: 'xcode_build', repository, number: build.build_number, url },
    ...{ state: build.completion_status ?? build.progress, head_commit: build.commit, updated_at: build.updated_at },
    ...{ order_key: null, received_at: null },
  }
}

const PROGRESS: ReadonlyMap<string | null, number> = new Map([
  ['PENDING', 1],
  ['RUNNING', 2],
  ['COMPLETE', 3],
])
const progressOf = ({ progress }: Build): number => PROGRESS.get(progress) ?? 0
const msOf = ({ updated_at }: Build): number => (updated_at === null ? 0 : Date.parse(updated_at))
const STRENGTH: Readonly<Record<Task['assurance'], number>> = { none: 0, token: 1, signed: 2 }

/** Above 0 when the report says more than the task holds. A total order, so that no two orders of arrival end differently. */
function compareWords(report: BuildReport, assurance: Task['assurance'], held: Task): number {
  if (held.build === null) return 1
  const words = JSON.stringify([report.build, requestText(report)])
  const heldWords = JSON.stringify([held.build, held.request_text])
  return (
    progressOf(report.build) - progressOf(held.build) ||
    msOf(report.build) - msOf(held.build) ||
    compareSeverity(stateOfBuild(report.build), stateOfBuild(held.build)) ||
    Number(words > heldWords) - Number(words < heldWords) ||
    STRENGTH[assurance] - STRENGTH[held.assurance]
  )
}
