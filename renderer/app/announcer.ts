import { inertString } from '../design/inert-text.ts'
import { STATUS_WORDS } from '../design/status-mark.tsx'
import type { TaskChange } from '../features/tasks/task-pages.ts'

export interface Announcer {
  say(sentence: string): void
  changes(changes: readonly TaskChange[]): void
  close(): void
}

/** Pushed changes are said at most this often, however many there are. Milliseconds. */
const PAUSE = 3_000

/** Turns what changes on the screen into sentences for a polite live region. */
export function createAnnouncer(show: (sentence: string) => void): Announcer {
  const waiting = new Map<string, TaskChange>()
  let timer = 0

  function flush(): void {
    timer = 0
    const changes = [...waiting.values()]
    waiting.clear()
    const [only] = changes
    if (only === undefined) return
    timer = window.setTimeout(flush, PAUSE)
    if (changes.length > 1) show(`${changes.length} tasks changed`)
    else if (only.task === null) show(`Task ${only.task_id} is gone`)
    else show(`${inertString(only.task.title)}: ${STATUS_WORDS[only.task.status]}`)
  }

  return {
    say: show,
    changes: (changes) => {
      for (const change of changes) waiting.set(change.task_id, change)
      if (timer === 0) timer = window.setTimeout(flush, 200)
    },
    close: () => clearTimeout(timer),
  }
}
