import type { ToolCallState, ToolRun } from '../../../contract/tool.ts'

export const RUN_WORDS: Readonly<Record<ToolCallState, string>> = {
  denied: 'Refused',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  unknown: 'Unknown',
}

/** What is to be known about the outcome besides its word; null when the word says it. */
export function outcomeWords(run: Pick<ToolRun, 'state' | 'reason'>): string | null {
  if (run.state === 'unknown')
    return 'It was begun before the service stopped. Nobody knows whether it was carried out; it is not run again by itself.'
  if (run.state === 'denied') return sentence(run.reason ?? 'The policy does not allow it.')
  return null
}

/** The rule that decided, where the words about the outcome do not name it already. */
export function ruleBesideWords({ rule, reason }: Pick<ToolRun, 'rule' | 'reason'>): string | null {
  return rule === null || reason?.startsWith(`Rule ${rule} `) === true ? null : rule
}

/** A description that somebody wrote into the policy ends with or without a full stop. */
function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`
}
