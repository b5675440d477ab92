import type { Attachment, TaskDetail } from '../../contract/task.ts'
import { printable } from './printable.ts'

/** Text from outside, line by line and inert. */
const quoted = (text: string): string[] => text.split('\n').map((line) => `  | ${printable(line)}`)

export function headOf({ task_id, status, version, title, amendments }: TaskDetail): string {
  return `${task_id}  ${status}  v${version}  ${printable(title)}${amendments.length > 0 ? ' (amended)' : ''}`
}

/** What the requester says now, and what was said first where that is not the same. */
export function wordsOf({ request_text, amendments }: TaskDetail): string[] {
  const latest = amendments.at(-1)
  if (latest === undefined) return quoted(request_text)
  const times = amendments.length === 1 ? 'once' : `${amendments.length} times`
  return [
    `  what the requester says now (amended ${times}, last at ${latest.amended_at}):`,
    ...quoted(latest.text),
    '  first words:',
    ...quoted(request_text),
  ]
}

export function verdictOf({ verdict }: TaskDetail): string[] {
  if (verdict === null) return []
  const { decision, decided_by, decided_at, comment } = verdict
  const why = comment === null ? '' : `: ${printable(comment)}`
  return [`  ${decision} by ${printable(decided_by)} at ${decided_at}${why}`]
}

function attachmentOf({ kind, name, bytes, state, reason }: Attachment): string {
  const size = bytes === null ? '' : `, ${bytes} bytes`
  const what = name === null ? kind : `${kind} ${printable(name)}`
  return `  ${what}${size}: ${state}${reason === null ? '' : ` (${printable(reason)})`}`
}

/** The whole task for a person at a terminal. */
export function taskLines(task: TaskDetail): string[] {
  const { source, created_at, correlation_id, requested_by, ci_status, acceptance_criteria } = task
  const asked = requested_by === null ? '' : `, asked by ${printable(requested_by)}`
  return [
    headOf(task),
    `  source ${source}${asked}, created ${created_at}, correlation ${correlation_id}`,
    ...verdictOf(task),
    ...(ci_status === null ? [] : [`  CI ${ci_status.state}: ${printable(ci_status.name)}`]),
    ...acceptance_criteria.map(({ criterion_id, text }) => `  ${printable(criterion_id)}: ${printable(text)}`),
    ...task.attachments.map(attachmentOf),
    `  base_sha ${task.base_sha}`,
    '',
    ...wordsOf(task),
  ]
}
