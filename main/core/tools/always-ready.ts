import type { ToolStatus } from '../../../contract/tool.ts'

/** Of a tool that needs nothing but this program. */
export const alwaysReady = (): ToolStatus => ({
  ...{ state: 'ready', detail: 'Needs nothing but this program.', remediation_hint: null },
  ...{ source: 'nothing outside is needed', checked_at: null },
})
