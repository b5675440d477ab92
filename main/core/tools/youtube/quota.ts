import type { ToolRun } from '../../../../contract/tool.ts'
import { neverBegan } from './never-began.ts'

/** https://developers.google.com/youtube/v3/determine_quota_cost: videos.update and videos.delete, with the reading around them. */
const UNITS_OF_A_CHANGE = 52

const PACIFIC = new Intl.DateTimeFormat('en-US', {
  ...{ timeZone: 'America/Los_Angeles', hourCycle: 'h23' },
  ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
})

/** The day of an instant in Pacific time, by which Google counts its quotas: `2026-01-31`. */
export function pacificDay(ms: number): string {
  const parts = new Map(PACIFIC.formatToParts(ms).map(({ type, value }) => [type, value]))
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
}

/** Google counts nothing for who it does not know. */
const NO_ACCOUNT: ReadonlySet<string> = new Set(['youtube_not_configured', 'youtube_not_connected'])

/**
 * Units that the runs of this console have taken since midnight Pacific time. One that failed counts as well, unless nothing was sent:
 * nobody here knows how far Google counted it.
 */
export function unitsToday(runs: readonly ToolRun[], nowMs: number, uploadUnits: number): number {
  return runs
    .filter((run) => !neverBegan(run) && !NO_ACCOUNT.has(run.failure?.error_code ?? ''))
    .filter((run) => isToday(run, nowMs))
    .reduce((sum, { tool }) => sum + unitsOf(tool, uploadUnits), 0)
}

export const isToday = ({ started_at }: Pick<ToolRun, 'started_at'>, nowMs: number): boolean =>
  pacificDay(Date.parse(started_at)) === pacificDay(nowMs)

function unitsOf(tool: string, uploadUnits: number): number {
  if (tool === 'youtube.upload') return uploadUnits
  return tool === 'youtube.set_privacy' || tool === 'youtube.undo' ? UNITS_OF_A_CHANGE : 1
}
