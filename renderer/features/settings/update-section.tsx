import { useServices } from '../../app/services.tsx'
import { useSystemInfo } from '../system/use-system-info.ts'
import { SettingSwitch } from './setting-switch.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsDesk } from './use-settings-desk.ts'

export function UpdateSection({ desk }: { desk: SettingsDesk }) {
  const { door } = useServices()
  const { data: info } = useSystemInfo()
  return (
    <SettingsSection name="updates" lead={info === undefined ? null : `This is version ${info.version}.`}>
      <SettingSwitch
        desk={desk}
        path="updates.check"
        hint={`Off, nothing leaves this machine unasked. On, the installed app asks you before it fetches anything, and again before it installs it.${
          door.kind === 'desktop' ? '' : ' It holds for the desktop app.'
        }`}
        whyNot={null}
      />
    </SettingsSection>
  )
}
