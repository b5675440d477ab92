import type { SettingsView } from '../../../contract/settings.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { Command } from '../../design/face.tsx'
import { Fact } from '../../design/fact.tsx'
import { SettingsSection } from './settings-section.tsx'

const FROM = {
  flag: 'the flag --data-root said so',
  environment: 'the variable COUNTERSIGN_DATA_ROOT said so',
  default: 'nobody said otherwise',
} as const

/** Where everything lies. It cannot be changed while the console runs on it. */
export function DataSection({ view }: { view: SettingsView }) {
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
        <Fact name="Chosen by" look="wide">
          {FROM[from]}
        </Fact>
        <Fact name="Settings" look="wide">
          <span className="flex items-center gap-1">
            <code className="select-all break-all text-xs">{view.path}</code>
            <CopyButton text={view.path} what="the path of the settings" />
          </span>
        </Fact>
      </dl>
      <div>
        <p className="mb-1.5 text-soft">
          To use another one, quit, move the whole folder (or begin with an empty one), and start with its path:
        </p>
        <Command>npm start -- --data-root DIR</Command>
      </div>
    </SettingsSection>
  )
}
