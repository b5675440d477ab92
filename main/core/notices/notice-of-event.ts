import type { Approval } from '../../../contract/approval.ts'
import type { ChainState } from '../../../contract/audit-chain.ts'
import type { DeliveryEvent, ProtocolEvent, PushedEvent, PushedEventName } from '../../../contract/events.ts'
import type { SourceState } from '../../../contract/system.ts'
import type { TaskSummary } from '../../../contract/task.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { excerptOf } from './excerpt.ts'
import type { Notice } from './notice.ts'
import { publishingWords } from './publishing-words.ts'

/** One pushed event, with its name. */
export type Happened = {
  readonly [N in PushedEventName]: { readonly name: N; readonly payload: PushedEvent<N> }
}[PushedEventName]

type Draft = Omit<Notice, 'ts' | 'count'>

/** Who sits at this desktop. */
export interface Onlooker {
  readonly sub: string
  /** Was this call made in this desktop's own window? Correlation ids of calls are given out here, never by the caller. */
  readonly isOwnCall: (correlationId: string) => boolean
}

/**
 * What an event is worth telling a person who is not looking; null for everything else, and for what this person just did in the window:
 * a task made or rejected there, an approval to which the first of two signatures was given by the same person.
 */
export function noticeOf(event: Happened, onlooker: Onlooker): Notice | null {
  const draft = draftOf(event, onlooker)
  return draft === null ? null : { ...draft, ts: event.payload.ts, count: 1 }
}

function draftOf(event: Happened, onlooker: Onlooker): Draft | null {
  switch (event.name) {
    case 'task_created':
      return onlooker.isOwnCall(event.payload.correlation_id) ? null : waitingTask(event.payload.task, true)
    case 'task_updated':
    case 'task_amended':
      return waitingTask(event.payload.task, false)
    case 'ssot_external_change': {
      const { task, change } = event.payload
      return task === null ? null : waitingTask(task, change === 'added')
    }
    case 'task_rejected':
      return onlooker.isOwnCall(event.payload.correlation_id) ? null : rejectedTask(event.payload.task)
    case 'approval_requested':
    case 'approval_endorsed':
      return waitingApproval(event.payload.approval, onlooker.sub)
    case 'tool_call_failed':
    case 'tool_call_unknown':
      return failedCall(event.payload.run)
    case 'tool_call_done':
      return publishedCall(event.payload.run)
    case 'webhook_failed':
      return failedDelivery(event.payload)
    case 'source_changed':
      return lostSource(event.payload.source)
    case 'chain_changed':
      return brokenChain(event.payload.chain)
    case 'task_locked':
      return lockedTask(event.payload.task)
    case 'protocol_changed':
      return stoppedWork(event.payload)
    default:
      return null
  }
}

/** A task waits for its first decision once it is there, and again when the work on it has ended. */
function waitingTask({ task_id, status, title }: TaskSummary, isNew: boolean): Draft | null {
  if (status !== 'needs_review' && !(status === 'pending' && isNew)) return null
  return {
    ...{ notice_id: `task:${task_id}:${status}`, item: `task:${task_id}`, kind: 'needs_decision' },
    title: status === 'pending' ? 'A task waits for your decision' : 'A task waits for your review',
    body: excerptOf(title === '' ? task_id : title),
    target: { page: 'task', id: task_id },
  }
}

function rejectedTask({ task_id, title, version }: TaskSummary): Draft {
  return {
    ...{ notice_id: `rejected:${task_id}:${version}`, item: `rejected:${task_id}`, kind: 'rejected' },
    title: 'A task was rejected',
    body: excerptOf(title === '' ? task_id : title),
    target: { page: 'task', id: task_id },
  }
}

function waitingApproval({ approval_id, state, votes, what, needed }: Approval, operator: string): Draft | null {
  if (state !== 'pending' || votes.some(({ by }) => by === operator)) return null
  const given = votes.length
  return {
    ...{ notice_id: `approval:${approval_id}:${given}`, item: `approval:${approval_id}`, kind: 'needs_decision' },
    title: given > 0 && needed > 1 ? 'A call waits for the second of two people' : 'A call waits for your approval',
    body: excerptOf(what),
    target: { page: 'approval', id: approval_id },
  }
}

function failedCall({ call_id, tool, task_id, state, failure }: ToolRun): Draft {
  const why = failure === null ? '' : `: ${failure.detail}`
  return {
    ...{ notice_id: `call:${call_id}:${state}`, item: `call:${call_id}`, kind: 'failed' },
    title: state === 'unknown' ? 'What came of a call is not known' : 'A call failed',
    body: excerptOf(`${tool}${why}`),
    target: { page: 'task', id: task_id },
  }
}

function publishedCall({ call_id, tool, task_id, side_effect_level, result }: ToolRun): Draft | null {
  if (side_effect_level !== 'external_publish') return null
  return {
    ...{ notice_id: `call:${call_id}:done`, item: `call:${call_id}`, kind: 'publish_done' },
    title: publishingWords({ tool, result }),
    body: excerptOf(`${tool} for the task ${task_id}`),
    target: { page: 'task', id: task_id },
  }
}

function failedDelivery({ source, event, delivery_id, seq }: DeliveryEvent): Draft {
  const item = `delivery:${source}:${delivery_id}`
  return {
    ...{ notice_id: `${item}:${seq}`, item, kind: 'failed' },
    title: 'A delivery could not be carried out',
    body: excerptOf(`${source}${event === '' ? '' : `, ${event}`}: it is kept and can be carried out again`),
    target: { page: 'sources' },
  }
}

function lostSource({ source, state, reason, since }: SourceState): Draft | null {
  if (state !== 'lost') return null
  return {
    ...{ notice_id: `source:${source}:${since}`, item: `source:${source}`, kind: 'source_lost' },
    title: 'A source cannot be reached',
    body: excerptOf(reason === null ? source : `${source}: ${reason}`),
    target: { page: 'sources' },
  }
}

/** Nothing goes on before an admin has looked. */
function lockedTask({ task_id, title, version }: TaskSummary): Draft {
  return {
    ...{ notice_id: `locked:${task_id}:${version}`, item: `locked:${task_id}`, kind: 'needs_decision' },
    title: 'A task is locked after too many rounds',
    body: excerptOf(title === '' ? task_id : title),
    target: { page: 'task', id: task_id },
  }
}

/** What nobody does about an agent by itself, by the audit line that says it. */
const STOPPED: Readonly<Partial<Record<ProtocolEvent['step'], string>>> = {
  heartbeat_warning: 'nothing was heard of the executor for too long; it may still be working',
  ack_mismatch: 'the executor echoed something else than it was asked to do',
  ack_timeout: 'the executor did not echo its dispatch in time',
  result_timeout: 'the executor handed in no result in time',
  reviewer_timeout: 'the reviewer gave no verdict in time',
  protocol_refused: 'the console could not give it out again by itself',
}

/** Why a round ended that nobody ended. */
const FAILED: Readonly<Partial<Record<NonNullable<ProtocolEvent['reason']>, string>>> = {
  agent_failed: 'the agent was over before it had said its word',
  agent_lost: 'the agent was lost when the console died',
  console_stopped: 'the console was stopped while the agent worked',
}

const TITLES: Readonly<Partial<Record<ProtocolEvent['step'], string>>> = {
  heartbeat_warning: 'An agent is silent',
  protocol_refused: 'Rejected work was not given out again',
}

function stoppedWork({ task_id, step, round, reason, seq }: ProtocolEvent): Draft | null {
  const words = STOPPED[step] ?? (step === 'round_ended' && reason !== null ? FAILED[reason] : undefined)
  if (words === undefined) return null
  return {
    ...{ notice_id: `protocol:${task_id}:${step}:${seq}`, item: `protocol:${task_id}`, kind: 'failed' },
    title: TITLES[step] ?? 'A round of work ended without a verdict',
    body: excerptOf(`Task ${task_id}, round ${round}: ${words}`),
    target: { page: 'task', id: task_id },
  }
}

/** The console shows a broken log on every page, so that any place of it will do. */
function brokenChain({ state, tampering }: ChainState): Draft | null {
  if (state !== 'broken') return null
  const where = tampering === null ? '' : `: ${tampering.kind} at line ${tampering.line} of ${tampering.file}`
  return {
    ...{ notice_id: `chain:${tampering?.kind ?? ''}:${tampering?.seq ?? ''}`, item: 'chain', kind: 'failed' },
    title: 'The audit log does not verify',
    body: excerptOf(`It is not as it was written${where}`),
    target: { page: 'inbox' },
  }
}
