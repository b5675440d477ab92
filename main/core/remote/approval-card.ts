import type { Approval } from '../../../contract/approval.ts'
import { timeLeft } from '../kernel/time-left.ts'
import { cutText, MESSAGE_LENGTH, oneLine, spokenTime } from './cut-text.ts'
import { exactJson } from './exact-json.ts'
import type { Button } from './messenger.ts'
import { MOST_PAGES, subjectParts } from './subject-parts.ts'

const MARK = '> '
const MOST_DIFFERENCES = 5

const LEVELS = {
  read_only: 'reads only',
  local_write: 'changes something on this machine',
  external_notify: 'tells somebody outside',
  external_publish: 'PUBLISHES outside',
} as const satisfies Record<Approval['side_effect_level'], string>

/** An approval in words: messages that come first, each a part of the subject, and the one with the decision. */
export interface ShownApproval {
  readonly pages: readonly string[]
  readonly card: string
  /** False: the subject was not shown whole, so that nothing can be decided with it. */
  readonly isWhole: boolean
}

/** The subject in the card where it fits, in messages of its own before it where it does not. */
export function shownApproval(approval: Approval, now: string): ShownApproval {
  const text = exactJson(approval.subject)
  const head = headLines(approval, now)
  const inOne = [...head, 'Subject, exactly what would run:', MARK + text, lastLine(approval)].join('\n')
  if (inOne.length <= MESSAGE_LENGTH) return { pages: [], card: inOne, isWhole: true }
  const parts = subjectParts(text)
  const isWhole = parts.length <= MOST_PAGES
  const where = isWhole
    ? `The subject stands in the ${parts.length} messages before this one, exactly what would run.`
    : 'The subject is too long to be shown here. Read it whole and decide in the console, or with countersign approvals show.'
  return {
    pages: isWhole
      ? parts.map((part, at) => `${approval.approval_id}, subject ${at + 1} of ${parts.length}:\n${MARK}${part}`)
      : [],
    card: [...head, where, ...(isWhole ? [lastLine(approval)] : [])].join('\n'),
    isWhole,
  }
}

/** Callback data `y|n:<card id>`: at most 64 bytes (https://core.telegram.org/bots/api#inlinekeyboardbutton). */
export function approvalButtons(cardId: string): readonly (readonly Button[])[] {
  return [
    [
      { text: 'Approve', data: `y:${cardId}` },
      { text: 'Deny', data: `n:${cardId}` },
    ],
  ]
}

/** What stands in the place of a card that can decide nothing any more. */
export function closedApproval(approval: Approval, sentence: string): string {
  const { approval_id, tool, task_id, subject_sha256 } = approval
  const lines = [`${approval_id}: ${oneLine(tool, 64)} for task ${oneLine(task_id, 64)}`, oneLine(approval.what, 200)]
  return cutText([...lines, `sha256 ${subject_sha256}`, sentence].join('\n'), MESSAGE_LENGTH)
}

/** What became of an approval, as a sentence; null while it waits. */
export function outcomeWords(approval: Approval): string | null {
  const { state, decided_by, decided_at, door, reason, expires_at, voided, consumed_at } = approval
  const by = `by ${oneLine(decided_by ?? 'nobody', 100)} at ${spokenTime(decided_at ?? '')} through ${door}`
  if (state === 'pending') return null
  if (state === 'approved') return `Approved ${by}. It may run once, until ${spokenTime(expires_at)}.`
  if (state === 'denied') return `Denied ${by}. Reason: ${oneLine(reason ?? '', 300)}`
  if (state === 'consumed') return `Approved ${by}, and used at ${spokenTime(consumed_at ?? '')}.`
  if (state === 'expired')
    return decided_at === null
      ? 'Expired: nobody decided in time. Nothing ran.'
      : `Approved ${by}, and not used in time. Nothing ran.`
  const differences = (voided?.differences ?? [])
    .slice(0, MOST_DIFFERENCES)
    .map(({ path, before, after }) => `- ${oneLine(path, 80)}: ${shortly(before)} → ${shortly(after)}`)
  return [
    `Void (${(voided?.cause ?? 'error').replaceAll('_', ' ')}): it does not hold any more, and nothing ran.`,
    ...differences,
  ].join('\n')
}

const shortly = (value: string): string => (value === '' ? 'nothing' : oneLine(value, 100))

function headLines(approval: Approval, now: string): string[] {
  const { approval_id, side_effect_level, tool, task_id, requested_by, needed, votes, expires_at } = approval
  const people = needed === 1 ? 'one person' : `${needed} different people`
  return [
    `Approval ${approval_id}: ${LEVELS[side_effect_level]} (${side_effect_level})`,
    `Tool ${oneLine(tool, 64)}, for task ${oneLine(task_id, 64)}, version ${approval.bound_to.task_version}`,
    `Asked by ${oneLine(requested_by, 100)} at ${spokenTime(approval.created_at)}`,
    `Needs ${people}. Until ${spokenTime(expires_at)} (${timeLeft(expires_at, now)} at ${spokenTime(now)})`,
    ...votes.map(({ by, at }) => `Approved by ${oneLine(by, 100)} at ${spokenTime(at)}`),
    `sha256 of the subject: ${approval.subject_sha256}`,
    '',
  ]
}

const lastLine = ({ needed }: Approval): string =>
  needed === 1 ? 'The buttons decide exactly this, once.' : 'The buttons decide exactly this, once for each person.'
