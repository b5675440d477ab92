import type { ProtocolRound, ProtocolView } from '../../../contract/protocol-view.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { Section } from '../tasks/section.tsx'
import { LedgerMark } from './agent-marks.tsx'
import { LedgerRowView } from './ledger-row.tsx'

/** Criterion by criterion: what was claimed beside what the console checked. */
export function LedgerView({ task, view, round }: { task: TaskDetail; view: ProtocolView; round: ProtocolRound }) {
  const { ledger } = view
  return (
    <Section
      title={ledger.round === null ? 'Claims' : `Claims of round ${ledger.round}`}
      aside={
        <span data-testid="ledger-status" className="text-xs">
          <LedgerMark status={ledger.status} />
        </span>
      }
    >
      <div className="flex flex-col gap-2.5">
        {ledger.out_of_scope.length > 0 && (
          <Notice look="danger" title="Files outside the declared scope were touched">
            <p className="mt-0.5 text-soft text-xs">Found by comparing the workspace, not told by the agent.</p>
            <Paths label="Outside the scope" paths={ledger.out_of_scope} />
          </Notice>
        )}
        {ledger.missing_proof.length > 0 && (
          <Notice look="danger" title="Proof that the round names is missing or altered">
            <Paths label="Missing proof" paths={ledger.missing_proof} />
          </Notice>
        )}
        <ul aria-label="Claims" className="flex flex-col gap-2.5">
          {ledger.rows.map((row) => (
            <LedgerRowView
              key={row.criterion_id}
              row={row}
              task={task}
              entries={round.result?.work_log ?? []}
              check={
                round.dispatch.acceptance_criteria.find(({ criterion_id }) => criterion_id === row.criterion_id)?.check
              }
            />
          ))}
        </ul>
      </div>
    </Section>
  )
}

const SHOWN = 50

function Paths({ label, paths }: { label: string; paths: readonly string[] }) {
  return (
    <ul aria-label={label} className="mt-1 flex flex-col font-mono text-xs">
      {paths.slice(0, SHOWN).map((path) => (
        <li key={path} className="[overflow-wrap:anywhere]">
          <Inert text={path} />
        </li>
      ))}
      {paths.length > SHOWN && <li className="font-sans text-soft">and {paths.length - SHOWN} more</li>}
    </ul>
  )
}
