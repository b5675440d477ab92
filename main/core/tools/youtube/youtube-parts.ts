import type { ToolCallState, ToolRun, ToolRunQuery, ToolStatus } from '../../../../contract/tool.ts'
import type { EvidenceStore } from '../../evidence/evidence-store.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Timers } from '../../kernel/timers.ts'
import type { RunIndex } from '../run-index.ts'
import { isToday, unitsToday } from './quota.ts'
import type { VideoUploader, YoutubeApi } from './youtube-ports.ts'

/** What the tools of this family share. */
export interface YoutubeParts {
  readonly clock: Clock
  readonly timers: Timers
  readonly api: YoutubeApi
  readonly uploader: VideoUploader
  readonly runs: Pick<RunIndex, 'page'>
  readonly evidence: Pick<EvidenceStore, 'list'>
  /** Asks nobody. */
  status(): ToolStatus
  limits(): { readonly daily_units: number; readonly upload_units: number }
}

/** The tools whose runs cost units. */
const COUNTED = ['youtube.preflight', 'youtube.upload', 'youtube.set_privacy', 'youtube.undo']
/** The states that a run is in which has begun. */
export const RAN = ['running', 'done', 'failed', 'unknown'] as const
const PAGE = 500

/** Units taken today by the calls of this console but `callId`. */
export function unitsTaken(
  { runs, clock, limits }: Pick<YoutubeParts, 'runs' | 'clock' | 'limits'>,
  callId: string | null,
): number {
  const now = clock.now()
  const counted = COUNTED.flatMap((tool) =>
    RAN.flatMap((state) => runsWhile(runs, { tool, state }, (run) => isToday(run, now))),
  )
  return unitsToday(
    counted.filter(({ call_id }) => call_id !== callId),
    now,
    limits().upload_units,
  )
}

/** Every upload for a task, or in a state, newest first. */
export function uploadRuns(
  { runs }: Pick<YoutubeParts, 'runs'>,
  of: { readonly task_id: string } | { readonly state: ToolCallState },
): ToolRun[] {
  return runsWhile(runs, { tool: 'youtube.upload', ...of }, () => true)
}

/** Newest first, from page to page as long as the oldest of one `isWanted`. */
function runsWhile(
  runs: Pick<RunIndex, 'page'>,
  of: Omit<ToolRunQuery, 'limit' | 'cursor'>,
  isWanted: (oldest: ToolRun) => boolean,
): ToolRun[] {
  const found: ToolRun[] = []
  for (let cursor: string | null = null; ; ) {
    const query = { ...of, limit: PAGE, ...(cursor === null ? {} : { cursor }) }
    const page: ReturnType<RunIndex['page']> = runs.page(query)
    found.push(...page.items)
    cursor = page.next_cursor
    const oldest = page.items.at(-1)
    if (cursor === null || oldest === undefined || !isWanted(oldest)) return found
  }
}
