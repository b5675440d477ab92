import type { SettingsView } from '../../../contract/settings.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { Command } from '../../design/face.tsx'
import { Fact } from '../../design/fact.tsx'
import { EvidenceRoom } from '../evidence/evidence-room.tsx'
import { SettingField } from './setting-field.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsDesk } from './use-settings-desk.ts'

const FROM = {
  flag: 'by the flag --data-root',
  environment: 'by the variable COUNTERSIGN_DATA_ROOT',
  default: 'by default: no flag and no variable names another',
} as const

/** Where everything lies. It cannot be changed while the console runs on it. */
export function DataSection({ view, desk }: { view: SettingsView; desk: SettingsDesk }) {
  const { path, from } = view.data_root
  return (
    <SettingsSection name="data" lead="Tasks, evidence and the audit log lie in one folder.">
      <dl>
        <Fact name="Data root" look="wide">
          <span className="flex items-center gap-1">
            <code className="select-all break-all text-xs">{path}</code>
            <CopyButton text={path} what="the path of the data root" />
          </span>
        </Fact>
        <Fact name="Chosen" look="wide">
          {FROM[from]}
        </Fact>
        <Fact name="Settings" look="wide">
          <span className="flex items-center gap-1">
            <code className="select-all break-all text-xs">{view.path}</code>
            <CopyButton text={view.path} what="the path of the settings" />
          </span>
        </Fact>
      </dl>
      <EvidenceRoom />
      <div className="grid items-start gap-4 @2xl:grid-cols-2">
        <SettingField
          desk={desk}
          path="evidence_budget_bytes"
          placeholder="no limit"
          hint="Nothing: no limit. At it no tool begins that makes more evidence; nothing is deleted. It holds at once."
        />
        <SettingField
          desk={desk}
          path="evidence_keep_free_bytes"
          placeholder="1073741824"
          hint="So much of the disk under the evidence stays free. It holds at once."
        />
      </div>
      <div>
        <p className="mb-1.5 text-soft">
          To use another one, quit, move the whole folder (or begin with an empty one), and start with its path:
        </p>
        <Command>npm start -- --data-root DIR</Command>
      </div>
    </SettingsSection>
  )
}
