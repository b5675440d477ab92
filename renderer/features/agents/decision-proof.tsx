import { useId } from 'react'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { LEAST_OVERRIDE, proofStands } from './proof-stands.ts'

const SHOWN = 8

interface DecisionProofProps {
  view: ProtocolView
  override: string
  onOverride: (override: string) => void
}

/** What is not proven of the work that is about to be approved, and why it is approved all the same. */
export function DecisionProof({ view, override, onOverride }: DecisionProofProps) {
  const id = useId()
  const stands = proofStands(view)
  if (stands === 'whole') return null
  if (stands === 'open')
    return (
      <Notice look="warn" title="A round of work is open">
        <p className="mt-0.5 text-soft">It can be approved once the round is over. To end it now, withdraw the work.</p>
      </Notice>
    )
  const { status, rows, out_of_scope, missing_proof } = view.ledger
  const isReviewed = view.rounds.at(-1)?.verdict?.decision === 'approve'
  const gaps = [
    ...(isReviewed ? [] : ['No reviewer approved it.']),
    ...out_of_scope.map((path) => `Outside the scope: ${path}`),
    ...missing_proof.map((each) => `Missing proof: ${each}`),
    ...rows.flatMap((row) =>
      row.status === 'VERIFIED' ? [] : [`${row.criterion_id}: ${row.reasons.join('; ') || row.status}`],
    ),
  ]
  return (
    <div data-testid="decision-proof" className="flex flex-col gap-2.5">
      <Notice
        look={status === 'GAPS' ? 'danger' : 'warn'}
        title={status === 'VERIFIED' ? 'Verified, and not reviewed' : `The proof has gaps: the ledger is ${status}`}
      >
        <ul className="mt-1 list-disc pl-4 text-soft text-xs">
          {gaps.slice(0, SHOWN).map((gap) => (
            <li key={gap} className="[overflow-wrap:anywhere]">
              <Inert text={gap} />
            </li>
          ))}
          {gaps.length > SHOWN && <li>and {gaps.length - SHOWN} more, on the page of the task</li>}
        </ul>
      </Notice>
      <div>
        <label htmlFor={id} className="mb-1.5 block font-medium">
          Why you approve it all the same{' '}
          <span className="font-normal text-faint">(at least {LEAST_OVERRIDE} characters; goes into the log)</span>
        </label>
        <textarea
          id={id}
          rows={2}
          required
          minLength={LEAST_OVERRIDE}
          maxLength={4_000}
          value={override}
          onChange={({ target }) => onOverride(target.value)}
          className="block w-full resize-y rounded-md border border-line-strong bg-surface px-3 py-2 text-base"
        />
      </div>
    </div>
  )
}
