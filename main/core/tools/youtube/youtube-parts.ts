import type { ToolRun, ToolStatus } from '../../../../contract/tool.ts'
import type { EvidenceStore } from '../../evidence/evidence-store.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Timers } from '../../kernel/timers.ts'
import type { RunIndex } from '../run-index.ts'
import { unitsToday } from './quota.ts'
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

/** The tools whose runs cost units, each with those of its runs that are worth counting: more than these no day has room for. */
const COUNTED = ['youtube.preflight', 'youtube.upload', 'youtube.set_privacy', 'youtube.undo']
const PAGE = 500

/** Units taken today by the calls of this console but `callId`. */
export function unitsTaken({ runs, clock, limits }: YoutubeParts, callId: string): number {
  const counted = COUNTED.flatMap((tool) => runs.page({ tool, limit: PAGE }).items).filter(
    ({ call_id }) => call_id !== callId,
  )
  return unitsToday(counted, clock.now(), limits().upload_units)
}

/** Every upload for a task, newest first. */
export function uploadsOf({ runs }: YoutubeParts, taskId: string): ToolRun[] {
  const found: ToolRun[] = []
  for (let cursor: string | null = null; ; ) {
    const query = { tool: 'youtube.upload', task_id: taskId, limit: PAGE, ...(cursor === null ? {} : { cursor }) }
    const page: ReturnType<RunIndex['page']> = runs.page(query)
    found.push(...page.items)
    cursor = page.next_cursor
    if (cursor === null) return found
  }
}

/** Videos that other uploads of this console are known to have left, the newest of them. */
export function videosOfOthers({ runs }: YoutubeParts): ReadonlySet<string> {
  const { items } = runs.page({ tool: 'youtube.upload', state: 'done', limit: PAGE })
  return new Set(items.flatMap(({ result }) => (typeof result?.['video_id'] === 'string' ? [result['video_id']] : [])))
}
