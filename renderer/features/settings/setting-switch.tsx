import { type ReactNode, useId } from 'react'
import { FieldFoot } from './setting-field.tsx'
import { SETTING_FIELDS, type SettingPath } from './setting-fields.ts'
import type { SettingsDesk } from './use-settings-desk.ts'

interface SettingSwitchProps {
  desk: SettingsDesk
  path: SettingPath
  hint: ReactNode
  /** Why it means nothing here, or null. */
  whyNot: string | null
}

export function SettingSwitch({ desk, path, hint, whyNot }: SettingSwitchProps) {
  const id = useId()
  const { input, fault, lock, edit } = desk.field(path)
  return (
    <div data-setting={path} className="min-w-0">
      <label htmlFor={id} className="flex w-fit items-center gap-2.5 font-medium">
        <input
          id={id}
          type="checkbox"
          checked={input === true}
          disabled={lock !== null || whyNot !== null}
          aria-describedby={`${id}-hint`}
          onChange={(event) => edit(event.target.checked)}
          className="size-4 accent-(--accent)"
        />
        <span className={whyNot === null ? '' : 'text-soft'}>{SETTING_FIELDS[path].label}</span>
      </label>
      <div className="pl-6.5">
        <FieldFoot id={`${id}-hint`} fault={fault} lock={lock?.reason ?? whyNot} hint={hint} />
      </div>
    </div>
  )
}

interface SettingChoicesProps<T extends string> {
  desk: SettingsDesk
  path: SettingPath
  choices: readonly T[]
  words: Readonly<Record<T, string>>
  disabled: boolean
}

/** Any number of several. */
export function SettingChoices<T extends string>({ desk, path, choices, words, disabled }: SettingChoicesProps<T>) {
  const footId = useId()
  const { input, fault, edit } = desk.field(path)
  const chosen = Array.isArray(input) ? (input as readonly string[]) : []
  const toggle = (choice: T) =>
    edit(choices.filter((each) => (each === choice ? !chosen.includes(each) : chosen.includes(each))))
  return (
    <fieldset data-setting={path} disabled={disabled} className="min-w-0 disabled:opacity-55">
      <legend className="mb-1 font-medium text-xs">{SETTING_FIELDS[path].label}</legend>
      <div className="flex flex-col gap-1.5">
        {choices.map((choice) => (
          <label key={choice} className="flex w-fit items-center gap-2.5">
            <input
              type="checkbox"
              checked={chosen.includes(choice)}
              onChange={() => toggle(choice)}
              className="size-4 accent-(--accent)"
            />
            {words[choice]}
          </label>
        ))}
      </div>
      <FieldFoot id={footId} fault={fault} lock={null} hint={null} />
    </fieldset>
  )
}
