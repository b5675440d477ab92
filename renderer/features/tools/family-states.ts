import type { ToolInfo, ToolStatus } from '../../../contract/tool.ts'

/** How some tools of a family stand. `isAll`: the others stand alike. */
export interface FamilyState {
  readonly status: ToolStatus
  readonly tools: readonly string[]
  readonly isAll: boolean
}

const GRAVEST: readonly ToolStatus['state'][] = ['unavailable', 'off', 'unknown', 'ready']

/** What is to be known of a family as a whole, the gravest first: tools of which the same is said are taken together. */
export function familyStates(tools: readonly Pick<ToolInfo, 'tool' | 'status'>[]): readonly FamilyState[] {
  const groups = new Map<string, { status: ToolStatus; tools: string[] }>()
  for (const { tool, status } of tools) {
    const said = JSON.stringify([status.state, status.detail, status.remediation_hint])
    const group = groups.get(said)
    if (group === undefined) groups.set(said, { status, tools: [tool] })
    else group.tools.push(tool)
  }
  return [...groups.values()]
    .map((group) => ({ ...group, isAll: groups.size === 1 }))
    .toSorted((a, b) => GRAVEST.indexOf(a.status.state) - GRAVEST.indexOf(b.status.state))
}
