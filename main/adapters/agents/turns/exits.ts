import type { AgentAnswer, AgentExit } from '../../../core/agents/agent-port.ts'
import { oneLine } from '../../../core/tools/one-line.ts'
import type { ProcessEnd } from '../process/agent-process.ts'

export const WELL: AgentExit = { ok: true, exit_code: 0, detail: '', error_code: null, remediation_hint: null }

export function failedExit(
  error_code: string,
  detail: string,
  remediation_hint: string | null,
  exit_code: number | null = null,
): AgentExit {
  return { ok: false, exit_code, detail, error_code, remediation_hint }
}

/** The model answered something that cannot be read. */
export const unreadable = (what: string, why: string): AgentExit =>
  failedExit(
    'answer_unreadable',
    `The ${what} of the model cannot be read: ${oneLine(why)}`,
    'Look at the log of the run.',
  )

/** The console did not take what was said. */
export const notTaken = (what: string, answer: AgentAnswer & { ok: false }): AgentExit =>
  failedExit(answer.error_code, `The ${what} was not taken: ${oneLine(answer.detail)}`, answer.remediation_hint)

export const outOfTime = (seconds: number): AgentExit =>
  failedExit('time_limit', `It was ended after ${seconds} seconds.`, 'Raise limits.seconds of this agent.')

/** How a process ended that did not end well, or that was ended. `said`: what it said last about it, untrusted. */
export function processExit(end: ProcessEnd, said: string): AgentExit {
  const words = oneLine(said === '' ? end.said : said)
  const tail = words === '' ? '' : ` It said: ${words}`
  if (end.how === 'not_started')
    return failedExit('program_not_started', words, 'Look at program in the settings of this agent.')
  if (end.how === 'not_recorded')
    return failedExit('audit_unavailable', `Its start could not be recorded: ${words}`, null)
  if (end.how === 'output_limit')
    return failedExit('output_limit', 'It wrote more than limits.output_bytes allows.', 'Raise limits.output_bytes.')
  if (end.how === 'aborted') return failedExit('ended', `It was ended.${tail}`, null, end.code)
  const how = end.signal === null ? `ended with ${end.code}` : `was ended by ${end.signal}`
  return failedExit('program_failed', `It ${how}.${tail}`, 'Look at what it wrote in the log of the run.', end.code)
}
