import { type Clock, timestamp } from '../../../core/kernel/clock.ts'
import type { WorkStep } from '../turns/turn.ts'
import { pathBelow } from '../turns/work-log.ts'
import type { CodexEvent, CodexItem } from './codex-events.ts'

/** What became of a turn, gathered from its events as they come. */
export interface CodexSteps {
  take(event: CodexEvent): void
  readonly steps: readonly WorkStep[]
  /** Items that have begun and not ended. */
  running(): number
  /** Of the turn as a whole; null until Codex says it. */
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number } | null
  readonly thread: string | null
  /** Why the turn failed, in Codex's words; null when it did not. */
  readonly failure: string | null
}

/** Events have no times of their own: a step begins and ends when its line comes. */
export function gatherSteps(workspace: string, clock: Clock): CodexSteps {
  const begun = new Map<string, string>()
  const steps: WorkStep[] = []
  let usage: CodexSteps['usage'] = null
  let thread: string | null = null
  let failure: string | null = null

  function completed(item: CodexItem): void {
    const now = timestamp(clock)
    const what = wordsOf(item, workspace)
    if (what !== null) steps.push({ started_at: begun.get(item.id) ?? now, finished_at: now, ...what })
    begun.delete(item.id)
  }
  return {
    take: (event) => {
      if (event.type === 'thread.started') thread = event.thread_id
      else if (event.type === 'turn.completed') usage = event.usage
      else if (event.type === 'turn.failed') failure = event.error.message
      // Told while it tries again, too: only a failed turn is a failure.
      else if (event.type === 'error') return
      else if (event.type === 'item.started') begun.set(event.item.id, timestamp(clock))
      else completed(event.item)
    },
    steps,
    running: () => begun.size,
    get usage() {
      return usage
    },
    get thread() {
      return thread
    },
    get failure() {
      return failure
    },
  }
}

type Words = Pick<WorkStep, 'text' | 'command' | 'exit_code' | 'files'>

function wordsOf(item: CodexItem, workspace: string): Words | null {
  if (item.type === 'command_execution')
    return { text: item.aggregated_output, command: item.command, exit_code: item.exit_code, files: [] }
  const none = { command: null, exit_code: null, files: [] }
  if (item.type === 'file_change') {
    const changes = item.changes.map(({ path, kind }) => ({ path: pathBelow(workspace, path), kind }))
    const words = changes.map(({ path, kind }) => `${kind} ${path}`).join('\n')
    const failed = item.status === 'failed' ? 'The change failed.\n' : ''
    return {
      ...none,
      text: `${failed}${words}`,
      files: item.status === 'failed' ? [] : changes.map(({ path }) => path),
    }
  }
  if (item.type === 'mcp_tool_call') return { ...none, text: `Called ${item.server}.${item.tool}` }
  if (item.type === 'web_search') return { ...none, text: `Searched the web: ${item.query}` }
  // Words between the steps are in the log of the run; the last ones are the answer.
  return null
}

/** What an item that has begun is about, for a heartbeat. */
export function noteOf(event: CodexEvent): string {
  if (event.type !== 'item.started' && event.type !== 'item.completed') return 'it works'
  const { item } = event
  if (item.type === 'command_execution') return `command: ${item.command}`
  return item.type === 'file_change' ? `files: ${item.changes.map(({ path }) => path).join(', ')}` : 'it works'
}
