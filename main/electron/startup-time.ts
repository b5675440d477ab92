import type { EventDraft } from '../core/audit/event-log.ts'
import type { Logger } from '../core/kernel/logger.ts'

/** When the system made a process, in milliseconds since 1970; null or missing where that is not known. */
export interface BornProcess {
  getCreationTime?: () => number | null
}

/** How long the start took: one line in the log, once the window could be painted and its page has begun to listen. */
export interface StartupTime {
  /** The window can be painted. */
  windowReady(): void
  /** `note` as it is; the first subscription of the page to pushed events is when it can be used: it has run, and calls are answered. */
  listening(note: (line: EventDraft) => void): (line: EventDraft) => void
}

/**
 * Milliseconds from the start of this process until now. Electron knows when the system made the process; what does not know that counts
 * from when its own clock began. https://www.electronjs.org/docs/latest/api/process#processgetcreationtime
 */
export function sinceProcessStart(process: BornProcess): number {
  const born = process.getCreationTime?.() ?? performance.timeOrigin
  return Math.round(performance.timeOrigin + performance.now() - born)
}

/** Only the first of each counts: a page that is loaded anew is no start. */
export function createStartupTime(process: BornProcess, logger: Pick<Logger, 'info'>): StartupTime {
  let window_ms: number | null = null
  let usable_ms: number | null = null
  const tell = (): void => {
    if (window_ms !== null && usable_ms !== null) logger.info({ window_ms, usable_ms }, 'the window can be used')
  }
  return {
    windowReady: () => {
      if (window_ms !== null) return
      window_ms = sinceProcessStart(process)
      tell()
    },
    listening: (note) => (line) => {
      note(line)
      if (usable_ms !== null || line.type !== 'sse_client_connected') return
      usable_ms = sinceProcessStart(process)
      tell()
    },
  }
}
