import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { Inert } from './inert.tsx'
import { inertString } from './inert-text.ts'

/** A name and what is said of it, in a list of facts: side by side, or one below the other in a narrow column. */
export function Fact({ name, look, children }: { name: string; look: 'column' | 'wide'; children: ReactNode }) {
  return (
    <div
      className={`grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 py-1.5 ${
        look === 'column' ? '@3xl:grid-cols-1 @3xl:gap-y-0.5' : ''
      }`}
    >
      <dt className="text-faint text-xs leading-5">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}

/** The beginning of something long and exact; all of it under the pointer and in the clipboard. */
export function Hash({ value, shown, what }: { value: string; shown: number; what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="break-all text-xs" title={inertString(value)}>
        <Inert text={value.slice(0, shown)} />
        {value.length > shown && '…'}
      </code>
      <CopyButton text={value} what={what} />
    </span>
  )
}
