import type { ToolStatus } from '../../../../contract/tool.ts'

/** What every tool of the family is made with. */
export interface ObsToolParts {
  /** What is known of OBS; asks nobody. */
  status(): ToolStatus
}
