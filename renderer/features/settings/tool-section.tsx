import type { SettingsView } from '../../../contract/settings.ts'
import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { AccountLine } from '../accounts/account-line.tsx'
import { byFamily, familyWords } from '../tools/status-words.ts'
import { StatusBox, StatusMark } from '../tools/tool-status.tsx'
import { useTools } from '../tools/use-tools.ts'
import { FamilySettings } from './family-settings.tsx'
import { SettingsSection } from './settings-section.tsx'

/** What tools need from outside: accounts, and by family its settings and the secrets that it takes. */
export function ToolSection({ view }: { view: SettingsView }) {
  const tools = useTools()
  const statuses = new Map(
    byFamily(tools.data?.items ?? []).map(({ family, tools: [first] }) => [family, first?.status]),
  )
  const families = view.tool_families.filter(
    ({ settings_schema, secrets }) => hasMembers(settings_schema) || secrets.length > 0,
  )
  return (
    <SettingsSection
      name="tools"
      lead="Settings of a family of tools hold at once. What is not said has the value given below it."
    >
      <AccountLine service="youtube" />
      {tools.error !== null && tools.data === undefined && (
        <ProblemView failure={asFailure(tools.error)} onRetry={() => void tools.refetch()} />
      )}
      {families.length === 0 && <p className="text-soft">No family of tools has settings.</p>}
      {families.map((each) => {
        const status = statuses.get(each.family)
        return (
          <details key={each.family} data-family={each.family} className="rounded-md border border-line">
            <summary className="rounded-md px-3 py-2 font-medium hover:bg-hover">
              {familyWords(each.family)}
              {status !== undefined && (
                <span className="float-right">
                  <StatusMark status={status} />
                </span>
              )}
            </summary>
            <div className="flex flex-col gap-4 border-line border-t p-3.5">
              {status !== undefined && <StatusBox status={status} />}
              <FamilySettings view={view} family={each} />
            </div>
          </details>
        )
      })}
    </SettingsSection>
  )
}

function hasMembers(schema: SettingsView['tool_families'][number]['settings_schema']): boolean {
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0
}
