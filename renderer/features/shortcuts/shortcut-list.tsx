import { Fragment } from 'react'
import { Key } from '../../design/button.tsx'
import type { Shortcut } from './shortcut-table.ts'

const BETWEEN = { or: 'or', with: '+', after: 'then' } as const

export function ShortcutList({ name, shortcuts }: { name: string; shortcuts: readonly Shortcut[] }) {
  return (
    <dl aria-label={name} className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-4 gap-y-2.5">
      {shortcuts.map(({ keys, how, does }) => (
        <div key={does} className="contents">
          <dt className="flex h-5 items-center gap-1 text-soft">
            {keys.map((key, place) => (
              <Fragment key={key}>
                {place > 0 && <span className="text-faint text-xs">{BETWEEN[how]}</span>}
                <Key>{key}</Key>
              </Fragment>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  )
}
