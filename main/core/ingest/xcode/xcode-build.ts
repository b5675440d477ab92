import { parseXcodeCloudBuild } from './xcode-cloud-build.ts'
import type { BuildReport } from './xcode-report.ts'
import { parseXcodeScriptBuild } from './xcode-script-build.ts'

/** The build that a payload is about: Xcode Cloud's own, or that of `scripts/xcode-post-action.sh`. Null for anything else. */
export function parseXcodeBuild(payload: unknown): BuildReport | null {
  return parseXcodeCloudBuild(payload) ?? parseXcodeScriptBuild(payload)
}
