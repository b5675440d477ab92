import * as z from 'zod'
import type { ToolRun } from '../../../../contract/tool.ts'
import type { RunIndex } from '../run-index.ts'

/** A recording that a call began. */
export interface OwnRecording {
  readonly call_id: string
  readonly task_id: string
  readonly correlation_id: string
  /** Null when OBS never told it. */
  readonly path: string | null
  readonly began_ms: number
}

/** Name of the package of evidence of one that was lost: there is one at most. */
export const lostPackageId = (callId: string): string => `obs-lost-${callId}`

/** Failures of a stop after which nothing is recorded any more. */
const ENDED = [
  'obs_file_empty',
  'obs_file_broken',
  'obs_file_missing',
  'obs_file_unsettled',
  'obs_ffprobe_missing',
  'evidence_failed',
]

const Begun = z.object({ path: z.string().nullable(), started_at: z.string() })

/** The recording that was begun last and, as far as the records of calls say, was not ended by one. */
export function unendedRecording(runs: Pick<RunIndex, 'page'>): OwnRecording | null {
  const [start] = runs.page({ tool: 'obs.record.start', state: 'done', limit: 1 }).items
  const begun = Begun.safeParse(start?.result).data
  if (start === undefined || begun === undefined) return null
  const later = runs
    .page({ tool: 'obs.record.stop', limit: 50 })
    .items.filter((run) => run.started_at >= begun.started_at)
  if (later.some(hasEnded)) return null
  const { call_id, task_id, correlation_id } = start
  return { call_id, task_id, correlation_id, path: begun.path, began_ms: Date.parse(begun.started_at) }
}

/** Is a stop being taken up at this start? */
export const isStopUnderWay = (runs: Pick<RunIndex, 'running'>): boolean =>
  runs.running().some(({ tool }) => tool === 'obs.record.stop')

const hasEnded = ({ state, evidence, failure }: ToolRun): boolean =>
  state === 'done' || evidence.length > 0 || (failure !== null && ENDED.includes(failure.error_code))
