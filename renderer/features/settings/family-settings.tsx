import type { SettingsView, ToolFamilySettings } from '../../../contract/settings.ts'
import { Command } from '../../design/face.tsx'
import { MemberForm } from './member-form.tsx'

interface FamilySettingsProps {
  view: SettingsView
  family: ToolFamilySettings
}

/** The member of one family in `tools`, and the secrets that it takes besides. */
export function FamilySettings({ view, family: { family, settings_schema, secrets } }: FamilySettingsProps) {
  return (
    <>
      <p className="text-soft text-xs">
        Everything about these tools: <code>docs/specs/tools/{family}.md</code>
      </p>
      <MemberForm
        view={view}
        label={`Settings of ${family}`}
        schema={settings_schema}
        now={view.settings.tools[family] ?? {}}
        place={(settings, wanted) => {
          const { [family]: _, ...others } = settings.tools
          return { ...settings, tools: Object.keys(wanted).length === 0 ? others : { ...others, [family]: wanted } }
        }}
        isNew={false}
        onSaved={() => undefined}
      />
      {secrets.length > 0 && (
        <div>
          <p className="mb-1.5 text-soft text-xs">
            A secret never passes through this page. To keep one, on the machine of the service:
          </p>
          <div className="flex flex-col items-start gap-1.5">
            {secrets.map((name) => (
              <Command key={name}>{`npx countersign secret set ${name}`}</Command>
            ))}
          </div>
        </div>
      )}
    </>
  )
}
