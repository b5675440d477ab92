import type { AgentLogLine } from '../../../contract/agent.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Timers } from '../kernel/timers.ts'
import type { RunLog } from './run-folders.ts'

/** What an agent says, on its way into the log of its run and to whoever watches. */
export interface LogFeed {
  add(stream: AgentLogLine['stream'], text: string): void
  /** Shows what waits. */
  close(): void
}

const SHOW_EVERY_MS = 200
/** What is shown at once; of more, watchers are told to read the log. In characters. */
const MOST_SHOWN = 64 * 1024
const MOST_TEXT = 16_000

export function createLogFeed(parts: {
  readonly of: { readonly run_id: string; readonly task_id: TaskId; readonly correlation_id: string }
  readonly log: RunLog
  readonly redact: (line: string) => string
  readonly hub: Pick<EventHub, 'publish' | 'latestSeq'>
  readonly clock: Clock
  readonly timers: Timers
}): LogFeed {
  const { of, log, redact, hub, clock, timers } = parts
  let waiting: AgentLogLine[] = []
  let characters = 0
  let cancel: (() => void) | null = null

  function show(): void {
    cancel = null
    const lines = characters > MOST_SHOWN ? [] : waiting
    waiting = []
    characters = 0
    const { run_id, task_id, correlation_id } = of
    const event = { seq: hub.latestSeq, ts: timestamp(clock), correlation_id, task_id }
    hub.publish('agent_log', { ...event, run_id, lines, next: log.bytes })
  }

  return {
    add: (stream, text) => {
      const whole = redact(text)
      // A long line is given in pieces: none of it is lost, and none of them is too long to be read.
      for (let from = 0; from === 0 || from < whole.length; from += MOST_TEXT) {
        const line: AgentLogLine = { at: timestamp(clock), stream, text: whole.slice(from, from + MOST_TEXT) }
        log.append(line)
        characters += line.text.length
        if (characters <= MOST_SHOWN) waiting.push(line)
      }
      cancel ??= timers.after(SHOW_EVERY_MS, show)
    },
    close: () => {
      if (cancel === null) return
      cancel()
      show()
    },
  }
}
