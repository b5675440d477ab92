import { Button } from '../../design/button.tsx'
import { count } from '../../design/time-words.ts'
import type { ApprovalDecision } from '../approvals/use-decide.ts'
import { useLiveState } from '../system/use-system-info.ts'
import type { Chosen } from './use-chosen.ts'

interface ChosenBarProps {
  chosen: Chosen
  /** How many approvals are of another action. */
  others: number
  onDecide: (kind: ApprovalDecision) => void
}

/** What can be done with the chosen ones, and why the others cannot be chosen besides them. */
export function ChosenBar({ chosen, others, onDecide }: ChosenBarProps) {
  const isLive = useLiveState().phase === 'live'
  const why = isLive ? undefined : 'The service does not answer now.'
  const n = chosen.approvals.length
  if (n === 0 || chosen.action === null) return null
  return (
    <section aria-label="Chosen approvals" className="border-line border-t bg-raised px-3 py-2">
      <p className="figures text-xs">
        <strong className="font-semibold">{n} chosen</strong>
        {n > 1 && ', the same action to the byte'}: sha256{' '}
        <code className="text-2xs text-soft" title={chosen.action}>
          {chosen.action.slice(0, 12)}
        </code>
        {others > 0 && (
          <span className="text-soft" data-testid="why-not-others">
            . {count(others)} {others === 1 ? 'other differs' : 'others differ'} in tool, arguments or effect and cannot
            be decided together with {n === 1 ? 'it' : 'them'}.
          </span>
        )}
      </p>
      <div className="mt-1.5 flex flex-wrap gap-2">
        <Button look="accent" className="!h-7" disabled={!isLive} title={why} onClick={() => onDecide('approve')}>
          Approve {n === 1 ? 'it' : `all ${n}`}…
        </Button>
        <Button look="plain" className="!h-7" disabled={!isLive} title={why} onClick={() => onDecide('deny')}>
          Deny {n === 1 ? 'it' : `all ${n}`}…
        </Button>
        <Button look="quiet" className="!h-7" onClick={chosen.clear}>
          Clear
        </Button>
      </div>
    </section>
  )
}
