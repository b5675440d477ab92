import { type ReactNode, useId } from 'react'
import { Inert } from '../../design/inert.tsx'
import { SETTING_FIELDS, type SettingPath } from './setting-fields.ts'
import type { SettingsDesk } from './use-settings-desk.ts'

const BOX =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm disabled:bg-raised disabled:text-soft'

interface SettingFieldProps {
  desk: SettingsDesk
  path: SettingPath
  hint: ReactNode
  /** What it could look like, when nothing holds. */
  placeholder: string
}

/** One setting that is written: a line, a number, or a list with one entry per line. */
export function SettingField({ desk, path, hint, placeholder }: SettingFieldProps) {
  const id = useId()
  const { input, fault, lock, inForce, edit } = desk.field(path)
  const { kind, label } = SETTING_FIELDS[path]
  const isList = kind === 'people' || kind === 'operators' || kind === 'lines'
  const shared = {
    id,
    value: lock?.shown ?? String(input),
    // What holds as long as nothing is said here.
    placeholder: lock === null && inForce !== '' ? inForce : placeholder,
    disabled: lock !== null,
    spellCheck: false,
    autoComplete: 'off',
    'aria-invalid': fault !== null,
    'aria-describedby': `${id}-hint`,
  } as const
  return (
    <div data-setting={path} className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium text-xs">
        {label}
      </label>
      {isList ? (
        <textarea
          {...shared}
          rows={3}
          onChange={(event) => edit(event.target.value)}
          className={`${BOX} block resize-y py-1.5 font-mono text-xs leading-5`}
        />
      ) : (
        <input
          {...shared}
          inputMode={kind === 'count' ? 'numeric' : 'text'}
          onChange={(event) => edit(event.target.value)}
          className={`${BOX} figures h-8`}
        />
      )}
      <FieldFoot id={`${id}-hint`} fault={fault} lock={lock?.reason ?? null} hint={hint} />
    </div>
  )
}

/** What is wrong, then why it is locked, then what it means. */
export function FieldFoot(props: { id: string; fault: string | null; lock: string | null; hint: ReactNode }) {
  const { id, fault, lock, hint } = props
  return (
    <div id={id} className="mt-1 text-xs [overflow-wrap:anywhere]">
      {fault !== null && (
        <p role="alert" className="text-rejected">
          <Inert text={fault} />
        </p>
      )}
      {lock !== null && (
        <p className="text-pending">
          <Inert text={lock} />
        </p>
      )}
      {hint !== null && lock === null && <p className="text-soft">{hint}</p>}
    </div>
  )
}
