import type { SettingsView, ToolFamilySettings } from '../../../contract/settings.ts'
import type { ToolInfo } from '../../../contract/tool.ts'
import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { AccountLine } from '../accounts/account-line.tsx'
import { familyStates } from '../tools/family-states.ts'
import { byFamily, familyWords } from '../tools/status-words.ts'
import { StatusBox, StatusMark } from '../tools/tool-status.tsx'
import { useTools } from '../tools/use-tools.ts'
import { FamilySettings } from './family-settings.tsx'
import { SettingsSection } from './settings-section.tsx'

/** What tools need from outside, by family: its account, its settings and the secrets that it takes. */
export function ToolSection({ view }: { view: SettingsView }) {
  const tools = useTools()
  const toolsOf = new Map(byFamily(tools.data?.items ?? []).map((each) => [each.family, each.tools]))
  const families = view.tool_families.filter(
    ({ settings_schema, secrets }) => hasMembers(settings_schema) || secrets.length > 0,
  )
  return (
    <SettingsSection
      name="tools"
      lead="What the tools need, group by group. What you save takes effect at once; a field that is left empty takes the value named below it."
    >
      {tools.error !== null && tools.data === undefined && (
        <ProblemView failure={asFailure(tools.error)} onRetry={() => void tools.refetch()} />
      )}
      {families.length === 0 && <p className="text-soft">No group of tools has settings.</p>}
      {families.map((each) => (
        <Family key={each.family} view={view} family={each} tools={toolsOf.get(each.family) ?? []} />
      ))}
    </SettingsSection>
  )
}

interface FamilyProps {
  view: SettingsView
  family: ToolFamilySettings
  tools: readonly ToolInfo[]
}

function Family({ view, family, tools }: FamilyProps) {
  const states = familyStates(tools)
  const marks = [...new Map(states.map(({ status }) => [status.state, status])).values()]
  return (
    <details data-family={family.family} className="rounded-md border border-line">
      <summary className="rounded-md px-3 py-2 font-medium hover:bg-hover">
        {familyWords(family.family)}
        <span className="float-right flex gap-x-3 font-normal">
          {marks.map((status) => (
            <span key={status.state} className="inline-flex items-center gap-1 text-xs">
              <StatusMark status={status} />
              {marks.length > 1 && (
                <span className="text-faint">
                  {countOf(states, status.state)} of {tools.length}
                </span>
              )}
            </span>
          ))}
        </span>
      </summary>
      <div className="flex flex-col gap-4 border-line border-t p-3.5">
        {family.family === 'youtube' && <AccountLine service="youtube" isInSettings={true} />}
        {states.map(({ status, tools: names, isAll }) => (
          <div key={names[0]}>
            {!isAll && <p className="mb-1 break-words font-mono text-xs">{names.join(', ')}</p>}
            <StatusBox status={status} />
          </div>
        ))}
        <FamilySettings view={view} family={family} />
      </div>
    </details>
  )
}

function countOf(states: ReturnType<typeof familyStates>, state: string): number {
  return states.reduce((sum, { status, tools }) => (status.state === state ? sum + tools.length : sum), 0)
}

function hasMembers(schema: ToolFamilySettings['settings_schema']): boolean {
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0
}
