import type { ReactNode } from 'react'
import { CheckIcon, ClockIcon, PendingIcon, RejectedIcon, SlashIcon, WarningIcon } from './icons.tsx'

const QUIET = 'border-line bg-raised'
const LOOKS = {
  plain: { Icon: SlashIcon, colour: 'text-faint', box: QUIET },
  waits: { Icon: PendingIcon, colour: 'text-pending', box: QUIET },
  good: { Icon: CheckIcon, colour: 'text-approved', box: QUIET },
  refused: { Icon: RejectedIcon, colour: 'text-rejected', box: QUIET },
  over: { Icon: ClockIcon, colour: 'text-faint', box: QUIET },
  warn: { Icon: WarningIcon, colour: 'text-pending', box: 'border-warn-line bg-warn-ground' },
  danger: { Icon: WarningIcon, colour: 'text-rejected', box: 'border-danger-line bg-danger-ground' },
} as const

/** Something that the reader must know before the rest: a sentence, and below it what follows from it. */
export function Notice(props: { look: keyof typeof LOOKS; title: ReactNode; children: ReactNode }) {
  const { look, title, children } = props
  const { Icon, colour, box } = LOOKS[look]
  return (
    <div className={`flex gap-2.5 rounded-md border px-3 py-2.5 ${box}`}>
      <Icon className={`mt-0.5 ${colour}`} />
      <div className="min-w-0 flex-1 break-words">
        <p className="font-medium">{title}</p>
        {children}
      </div>
    </div>
  )
}
