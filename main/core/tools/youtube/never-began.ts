import type { ToolRun } from '../../../../contract/tool.ts'

/** Failures that say that the tool did not begin, or found nothing that it could send. */
const NEVER: ReadonlySet<string> = new Set([
  ...[
    'evidence_budget_reached',
    'tool_off',
    'approval_outdated',
    'tool_busy',
    'artifact_not_found',
    'youtube_not_a_video',
  ],
  ...['youtube_video_not_ours'],
])

/**
 * Whether a call that is over has surely sent nothing to YouTube. `youtube_quota_exceeded` is said here before a call begins, and by Google
 * under way: an upload that was under way has always left how far it came.
 */
export function neverBegan({ state, failure, evidence }: Pick<ToolRun, 'state' | 'failure' | 'evidence'>): boolean {
  if (state === 'denied') return true
  if (state !== 'failed' || failure === null) return false
  const { error_code } = failure
  return NEVER.has(error_code) || (error_code === 'youtube_quota_exceeded' && evidence.length === 0)
}
