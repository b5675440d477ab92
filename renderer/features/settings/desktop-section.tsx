import { useServices } from '../../app/services.tsx'
import { SettingSwitch } from './setting-switch.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsDesk } from './use-settings-desk.ts'

const IN_A_BROWSER = 'This is a browser: change it in the desktop app.'

export function DesktopSection({ desk }: { desk: SettingsDesk }) {
  const whyNot = useServices().door.kind === 'desktop' ? null : IN_A_BROWSER
  return (
    <SettingsSection name="desktop" lead={null}>
      <SettingSwitch
        desk={desk}
        path="desktop.start_at_login"
        hint="Then the sources are heard as soon as you work."
        whyNot={whyNot}
      />
      <SettingSwitch
        desk={desk}
        path="desktop.close_to_tray"
        hint="The console works on without a window. Quit is in the menu of the tray."
        whyNot={whyNot}
      />
    </SettingsSection>
  )
}
