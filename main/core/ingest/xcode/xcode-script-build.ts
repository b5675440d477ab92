import * as z from 'zod'
import { count, field, instant, link } from './xcode-fields.ts'
import { type BuildReport, identityOf } from './xcode-report.ts'

/**
 * What `scripts/xcode-post-action.sh` posts: one flat object. `kind` is `xcode_build`; every other member may be null.
 *
 * Xcode Cloud runs its post-xcodebuild script after each action of a build, and none of them knows of the others: the script then gives
 * `action` and `action_status` and leaves `progress` and `completion_status` null. Elsewhere it speaks of the whole build.
 */
const Payload = z.object({
  kind: z.literal('xcode_build'),
  build_id: field(100),
  build_number: count,
  product: field(300),
  workflow: field(300),
  action: field(200),
  action_status: field(40),
  progress: field(40),
  completion_status: field(40),
  commit: field(64),
  branch: field(300),
  /** `owner/name`, on GitHub or elsewhere. */
  repository: field(300),
  pull_request: count,
  url: link,
  /** RFC 3339. */
  reported_at: instant,
})

/** Null for anything else than a report of the build script. */
export function parseXcodeScriptBuild(payload: unknown): BuildReport | null {
  const parsed = Payload.safeParse(payload)
  if (!parsed.success) return null
  const { build_id, build_number, product, workflow, progress, completion_status, commit, branch } = parsed.data
  const { action, action_status, repository, pull_request, url, reported_at } = parsed.data
  const build = {
    ...{ build_id, workflow, product, build_number, progress, completion_status, commit, branch },
    updated_at: reported_at,
  }
  const identity = identityOf(build)
  if (identity === null) return null
  const whole = progress !== null || action === null
  return {
    ...{ identity, build, repository, url },
    action: whole ? null : { name: action, status: action_status },
    pull_request: repository === null || !pull_request ? null : { repository, number: pull_request },
  }
}
