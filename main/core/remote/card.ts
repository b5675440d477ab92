import type { Attachment, Task } from '../../../contract/task.ts'
import { cutText, MESSAGE_LENGTH, oneLine, quoted, spokenTime } from './cut-text.ts'
import type { Button } from './messenger.ts'
import { askedByWords } from './requester.ts'

/** How long the buttons of a card work. */
export const CARD_HOURS = 24

/** What a card shows of a task, and of when. */
export interface CardView {
  readonly task: Task
  readonly shown_at: string
  /** Whether the card has buttons. */
  readonly decides: boolean
  /** The decision that was taken back before, as a sentence; null when there is none. */
  readonly taken_back: string | null
  /** Where the work of agents stands and what is proven of it; empty when there was none. */
  readonly protocol: readonly string[]
}

const ASSURANCE = {
  signed: 'signed',
  token: 'sender known by a token, content not signed',
  none: 'nothing proven about the sender',
} as const satisfies Record<Task['assurance'], string>

/** Telegram shows its own token, not the sender's. */
const TELEGRAM_VOUCHES = 'Telegram vouches for the sender; the content is not signed'

const MOST_ITEMS = 6
const MOST_FILES = 3
const LATEST_WORDS = 400
/** A card never shows less than this of a longer request; everything else together leaves room for it. */
const LEAST_WORDS = 400
/** `Request:` and how much is left out. */
const AROUND_WORDS = 60

/** A task waits for a decision. A decided one can be decided again in the console only, where its whole history is in view. */
export function isOpen(task: Task | null | undefined): task is Task {
  return task?.status === 'pending' || task?.status === 'needs_review'
}

/** The card of a task: plain text of at most 4096 UTF-16 units, in which words from outside are marked or bounded to their line. */
export function cardText(view: CardView): string {
  const { task, taken_back, protocol } = view
  const asked = askedByWords(task)
  const vouched = task.source === 'telegram' && task.assurance === 'token'
  const before = [
    `Task ${task.task_id}: ${statusWords(task.status)}`,
    ...(taken_back === null ? [] : [taken_back]),
    `From ${task.source} (${vouched ? TELEGRAM_VOUCHES : ASSURANCE[task.assurance]})`,
    ...(asked === null ? [] : [asked]),
    `Title: ${oneLine(task.title, 200)}`,
    '',
  ].join('\n')
  const after = `\n${[...amendmentLines(task), '', ...protocol, ...factLines(task), ...lastLines(view)].join('\n')}`
  const room = Math.max(LEAST_WORDS, MESSAGE_LENGTH - before.length - after.length - AROUND_WORDS)
  return cutText(`${before}\n${requestLines(task, room).join('\n')}${after}`, MESSAGE_LENGTH)
}

/** What stands in the place of a card that can decide nothing any more. `what` is one sentence of ours. */
export function closedCardText(taskId: string, task: Task | null, what: string): string {
  const title = task === null ? [] : [`Title: ${oneLine(task.title, 200)}`]
  return cutText([`Task ${taskId}`, ...title, what].join('\n'), MESSAGE_LENGTH)
}

/** Callback data `a|r|d:<card id>`: at most 64 bytes (https://core.telegram.org/bots/api#inlinekeyboardbutton). */
export function cardButtons(cardId: string): readonly (readonly Button[])[] {
  return [
    [
      { text: 'Approve', data: `a:${cardId}` },
      { text: 'Reject', data: `r:${cardId}` },
    ],
    [{ text: 'Details', data: `d:${cardId}` }],
  ]
}

/** `Approved by telegram:7 at … through telegram. Comment: …`, or null without a verdict. */
export function verdictWords(task: Task): string | null {
  const { verdict } = task
  if (verdict === null) return null
  const what = verdict.decision === 'approve' ? 'Approved' : 'Rejected'
  const comment = verdict.comment === null ? '' : ` Comment: ${oneLine(verdict.comment, 150)}`
  return `${what} by ${oneLine(verdict.decided_by, 100)} at ${spokenTime(verdict.decided_at)} through ${verdict.door}.${comment}`
}

export function statusWords(status: string): string {
  return status.replaceAll('_', ' ')
}

/** Most requests have the id of their task as their own. */
function correlationWords({ task_id, correlation_id }: Task): string | null {
  return String(correlation_id) === task_id ? null : `correlation id ${correlation_id}`
}

function requestLines(task: Task, room: number): string[] {
  const { text, left_out } = quoted(task.request_text, room)
  return ['Request:', text, ...(left_out > 0 ? [`… ${left_out} more characters are left out.`] : [])]
}

function amendmentLines(task: Task): string[] {
  const latest = task.amendments.at(-1)
  if (latest === undefined) return []
  const { text, left_out } = quoted(latest.text, LATEST_WORDS)
  const times = task.amendments.length === 1 ? 'once' : `${task.amendments.length} times`
  const missing = left_out > 0 ? [`… ${left_out} more characters are left out.`] : []
  return [
    '',
    `Changed by the requester ${times}, last at ${spokenTime(latest.amended_at)}. Latest words:`,
    text,
    ...missing,
  ]
}

function factLines(task: Task): string[] {
  const criteria = task.acceptance_criteria.map((c) => `- ${oneLine(`${c.criterion_id}: ${c.text}`, 100)}`)
  const scope = task.declared_scope.map((path) => `- ${oneLine(path, 70)}`)
  const verdict = verdictWords(task)
  return [
    ...list('Acceptance criteria', criteria, MOST_ITEMS),
    ...list('Scope', scope, MOST_ITEMS),
    ...(task.allow_external_publish ? ['Publishing outside: allowed'] : []),
    ...ciLines(task),
    ...list('Attachments', task.attachments.map(attachmentLine), MOST_FILES),
    ...referenceLines(task),
    ...(verdict === null ? [] : [verdict]),
  ]
}

/** All of a list up to `most`, saying how many are missing; an empty one says so on its own line. */
function list(name: string, items: readonly string[], most: number): string[] {
  if (items.length === 0) return [`${name}: none`]
  const missing = items.length - most
  return [`${name} (${items.length}):`, ...items.slice(0, most), ...(missing > 0 ? [`- … and ${missing} more`] : [])]
}

function ciLines({ ci_status: ci }: Task): string[] {
  if (ci === null) return ['CI: nothing known']
  const checks = ci.checks.length === 1 ? '1 check' : `${ci.checks.length} checks`
  return [`CI: ${ci.state} (${oneLine(ci.name, 80)}, ${checks}) at ${spokenTime(ci.updated_at)}`]
}

function attachmentLine({ kind, name, bytes, state, reason }: Attachment): string {
  const named = name === null ? '' : ` ${oneLine(name, 40)}`
  const size = bytes === null ? '' : `, ${bytes} bytes`
  return `- ${kind}${named}${size}: ${state}${reason === null ? '' : ` (${oneLine(reason, 40)})`}`
}

function referenceLines({ external_ref: ref }: Task): string[] {
  if (ref === null) return []
  const state = ref.state === null ? '' : `, ${oneLine(ref.state, 40)}`
  const head = ref.head_commit === null ? '' : `, head ${oneLine(ref.head_commit, 12)}`
  return [`Refers to: ${statusWords(ref.kind)} ${oneLine(ref.repository, 100)}#${ref.number}${state}${head}`]
}

function lastLines({ task, shown_at, decides }: CardView): string[] {
  const correlation = correlationWords(task)
  const until = decides ? ` The buttons decide this version only, and work for ${CARD_HOURS} h.` : ''
  return [
    `Version ${task.version}${correlation === null ? '' : `, ${correlation}`}`,
    `Shown as of ${spokenTime(shown_at)}.${until}`,
  ]
}
