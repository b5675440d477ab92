import { isAbsolute, relative, sep } from 'node:path'
import type { Claim, WorkLogEntry } from '../../../../contract/protocol.ts'
import type { WorkAnswer } from './answers.ts'
import type { WorkStep } from './turn.ts'

/** Limits of the contract (WorkLogEntry, TaskResult, Claim). */
const MOST_ENTRIES = 1000
const MOST_TEXT = 8000
const MOST_FILES = 1000
const MOST_REFS = 200

/** The end of a text: how it ended matters more than how it began. */
const endOf = (text: string, most = MOST_TEXT): string => (text.length <= most ? text : `…${text.slice(1 - most)}`)

/** A path as the console names it: below the workspace, with /. One outside stays as it was said. */
export function pathBelow(workspace: string, path: string): string {
  if (!isAbsolute(path)) return path.split(sep).join('/').replace(/^\.\//, '')
  const below = relative(workspace, path)
  return below.startsWith('..') || isAbsolute(below) ? path : below.split(sep).join('/')
}

/** Steps with numbers, in their order; of very many, the first and the last. The answer itself is the last entry. */
export function numberSteps(steps: readonly WorkStep[], answer: WorkStep): WorkLogEntry[] {
  const room = MOST_ENTRIES - 2
  const half = Math.floor(room / 2)
  const left = steps.length - room
  const between: WorkStep = {
    ...{ started_at: answer.started_at, finished_at: answer.finished_at, command: null, exit_code: null, files: [] },
    text: `${left} more steps between the one before and the next are not listed; the log of the run has them.`,
  }
  const kept = left > 0 ? [...steps.slice(0, half), between, ...steps.slice(-half)] : steps
  return [...kept, answer].map((step, index) => ({
    ...step,
    entry_id: `w${index + 1}`,
    text: endOf(step.text),
    command: step.command === null ? null : endOf(step.command),
    files: step.files.slice(0, MOST_FILES).map((file) => endOf(file, 1000)),
  }))
}

/** Claims with the entries that the model named by their command or file; what it named otherwise stands in the text. */
export function claimsOf(answer: WorkAnswer, log: readonly WorkLogEntry[]): Claim[] {
  return answer.claims.map(({ criterion_ref, met, text, shown_by }) => {
    const named = (entry: WorkLogEntry): boolean =>
      shown_by.some((name) => name !== '' && (entry.command?.includes(name) || entry.files.includes(name)))
    const refs = log.filter(named).map(({ entry_id }) => entry_id)
    const words = shown_by.length === 0 ? text : `${text}\nShown by: ${shown_by.join('; ')}`
    return { criterion_ref, met, text: words.slice(0, MOST_TEXT), work_log_refs: refs.slice(0, MOST_REFS) }
  })
}
