import type { ToolCallState, ToolRun } from '../../../contract/tool.ts'

export const RUN_WORDS: Readonly<Record<ToolCallState, string>> = {
  denied: 'Refused',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  unknown: 'Unknown',
}

/** What is to be known about the outcome besides its word; null when the word says it. */
export function outcomeWords(run: ToolRun): string | null {
  if (run.state === 'unknown')
    return 'It was begun before the service stopped. Nobody knows whether it was carried out; it is not run again by itself.'
  if (run.state === 'denied') return run.reason ?? 'The policy does not allow it.'
  return null
}
