import type { ReactNode } from 'react'
import { CheckIcon, WarningIcon } from './icons.tsx'

const LOOKS = {
  plain: 'border-line bg-raised',
  good: 'border-line bg-raised',
  warn: 'border-warn-line bg-warn-ground',
  danger: 'border-danger-line bg-danger-ground',
} as const

/** Something that the reader must know before the rest: a sentence, and below it what follows from it. */
export function Notice(props: { look: keyof typeof LOOKS; title: ReactNode; children: ReactNode }) {
  const { look, title, children } = props
  return (
    <div className={`flex gap-2.5 rounded-md border px-3 py-2.5 ${LOOKS[look]}`}>
      {look === 'good' && <CheckIcon className="mt-0.5 text-approved" />}
      {look === 'warn' && <WarningIcon className="mt-0.5 text-pending" />}
      {look === 'danger' && <WarningIcon className="mt-0.5 text-rejected" />}
      <div className="min-w-0 flex-1 break-words">
        <p className="font-medium">{title}</p>
        {children}
      </div>
    </div>
  )
}
