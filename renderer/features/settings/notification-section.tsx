import { useId } from 'react'
import { useServices } from '../../app/services.tsx'
import { FieldFoot } from './setting-field.tsx'
import { KIND_WORDS, NOTICE_KINDS, SETTING_FIELDS, type SettingPath } from './setting-fields.ts'
import { SettingChoices, SettingSwitch } from './setting-switch.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsDesk } from './use-settings-desk.ts'

/** What the desktop app tells when its window is not looked at. Applies at once. */
export function NotificationSection({ desk }: { desk: SettingsDesk }) {
  const { door } = useServices()
  const isOn = desk.field('notifications.enabled').input === true
  const isQuiet = isOn && desk.field('quiet.on').input === true
  return (
    <SettingsSection
      name="notifications"
      lead={
        door.kind === 'desktop'
          ? 'They never show more than a short excerpt, and no secrets.'
          : 'The desktop app shows them; a browser shows none. What is set here is for the desktop app.'
      }
    >
      <SettingSwitch desk={desk} path="notifications.enabled" hint={null} whyNot={null} />
      <SettingChoices
        desk={desk}
        path="notifications.kinds"
        choices={NOTICE_KINDS}
        words={KIND_WORDS}
        disabled={!isOn}
      />
      <SettingSwitch
        desk={desk}
        path="quiet.on"
        hint="Nothing is shown then but what is named below; everything stays in the inbox."
        whyNot={isOn ? null : 'Notifications are off.'}
      />
      {isQuiet && (
        <div className="flex flex-col gap-4 border-line border-l-2 pl-4">
          <div className="flex flex-wrap gap-4">
            <Time desk={desk} path="quiet.from" />
            <Time desk={desk} path="quiet.to" />
          </div>
          <SettingChoices desk={desk} path="quiet.except" choices={NOTICE_KINDS} words={KIND_WORDS} disabled={false} />
        </div>
      )}
      <Sound desk={desk} disabled={!isOn} />
    </SettingsSection>
  )
}

function Time({ desk, path }: { desk: SettingsDesk; path: Extract<SettingPath, 'quiet.from' | 'quiet.to'> }) {
  const id = useId()
  const { input, fault, edit } = desk.field(path)
  return (
    <div data-setting={path}>
      <label htmlFor={id} className="mb-1 block font-medium text-xs">
        {SETTING_FIELDS[path].label}
      </label>
      <input
        id={id}
        type="time"
        value={String(input)}
        aria-invalid={fault !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => edit(event.target.value)}
        className="figures h-8 rounded-md border border-line-strong bg-surface px-2 text-sm"
      />
      <FieldFoot id={`${id}-hint`} fault={fault} lock={null} hint={null} />
    </div>
  )
}

const SOUNDS = { system: 'The sound of the system', none: 'No sound' } as const

function Sound({ desk, disabled }: { desk: SettingsDesk; disabled: boolean }) {
  const id = useId()
  const { input, edit } = desk.field('notifications.sound')
  return (
    <div data-setting="notifications.sound">
      <label htmlFor={id} className="mb-1 block font-medium text-xs">
        {SETTING_FIELDS['notifications.sound'].label}
      </label>
      <select
        id={id}
        value={String(input)}
        disabled={disabled}
        onChange={(event) => edit(event.target.value)}
        className="h-8 rounded-md border border-line-strong bg-surface px-2 text-sm disabled:opacity-55"
      >
        {Object.entries(SOUNDS).map(([sound, words]) => (
          <option key={sound} value={sound}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}
