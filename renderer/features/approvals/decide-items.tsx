import { Inert } from '../../design/inert.tsx'
import { Countdown } from './countdown.tsx'
import { LevelBadge } from './level-badge.tsx'
import { SubjectBytes } from './subject-bytes.tsx'
import { SubjectVerdict } from './subject-verdict.tsx'
import type { CheckedSubject } from './use-subject-check.ts'

/** What is decided, in the dialog itself. */
export function DecideItems({ items }: { items: readonly CheckedSubject[] }) {
  return (
    <ul className="flex flex-col gap-4">
      {items.map(({ approval, parts, check }) => (
        <li key={approval.approval_id} className="flex min-w-0 flex-col gap-2">
          <p className="font-medium text-base [overflow-wrap:anywhere]">
            <Inert text={approval.what} />
          </p>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
            <LevelBadge level={approval.side_effect_level} />
            <code className="break-all">
              <Inert text={approval.task_id} />
            </code>
            <Countdown approval={approval} />
          </p>
          <SubjectBytes parts={parts} isLow={true} />
          <SubjectVerdict approval={approval} check={check} />
        </li>
      ))}
    </ul>
  )
}
