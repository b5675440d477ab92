import type { LedgerRow } from '../../../contract/claim-ledger.ts'
import type { CheckOutcome, Claim, WorkLogEntry } from '../../../contract/protocol.ts'
import type { CheckCommand, TaskDetail } from '../../../contract/task.ts'
import { CheckIcon, CrossIcon, QuestionIcon, SealIcon, SlashIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Mark } from '../../design/mark.tsx'
import { Moment } from '../../design/moment.tsx'
import { LedgerMark } from './agent-marks.tsx'
import { IssueList } from './issue-list.tsx'
import { ProofFiles } from './proof-files.tsx'
import { CHECK_WORDS } from './protocol-words.ts'
import { took } from './round-steps.ts'
import { WorkLogLines } from './work-log.tsx'

const CHECKS = {
  passed: { Icon: SealIcon, colour: 'text-approved' },
  failed: { Icon: CrossIcon, colour: 'text-rejected' },
  timed_out: { Icon: CrossIcon, colour: 'text-rejected' },
  not_run: { Icon: SlashIcon, colour: 'text-pending' },
} as const

interface LedgerRowProps {
  row: LedgerRow
  task: TaskDetail
  /** The work log of the round. */
  entries: readonly WorkLogEntry[]
  check: CheckCommand | undefined
}

/** One criterion. What was reported stands in a dashed frame, what was verified in a solid one: they are never mixed. */
export function LedgerRowView({ row, task, entries, check }: LedgerRowProps) {
  const { criterion_id, text, reported, verified, issues, status, reasons } = row
  return (
    <li data-criterion={criterion_id} className="overflow-hidden rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2">
        <code className="figures break-all pt-px text-faint text-xs leading-5">
          <Inert text={criterion_id} />
        </code>
        <p className="min-w-0 flex-1 basis-48 whitespace-pre-wrap [overflow-wrap:anywhere]">
          <Inert text={text} />
        </p>
        <span className="text-xs">
          <LedgerMark status={status} />
        </span>
      </div>
      {reasons.length > 0 && (
        <ul aria-label="Why it is not verified" className="px-3 pb-2 text-soft text-xs">
          {reasons.map((reason) => (
            <li key={reason} className="[overflow-wrap:anywhere]">
              <Inert text={sentence(reason)} />
            </li>
          ))}
        </ul>
      )}
      <div className="grid gap-2 border-line border-t bg-raised p-2 @2xl:grid-cols-2">
        <Reported claim={reported} entries={entries} />
        <Verified outcome={verified} check={check} task={task} />
      </div>
      {issues.length > 0 && (
        <div className="border-line border-t px-3 py-2">
          <p className="font-medium text-rejected text-xs">
            {issues.length === 1 ? '1 open issue' : `${issues.length} open issues`}
          </p>
          <IssueList issues={issues} />
        </div>
      )}
    </li>
  )
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`

function Reported({ claim, entries }: { claim: Claim | null; entries: readonly WorkLogEntry[] }) {
  const named = claim === null ? [] : entries.filter(({ entry_id }) => claim.work_log_refs.includes(entry_id))
  return (
    <section
      aria-label="Reported"
      className="min-w-0 rounded-md border border-line-strong border-dashed bg-surface px-2.5 py-2 text-xs"
    >
      <p className="mb-0.5 text-2xs text-faint">Reported: the executor says</p>
      {claim === null ? (
        <Mark look={{ Icon: QuestionIcon, colour: 'text-soft' }} word="Nothing" />
      ) : (
        <>
          <Mark
            look={claim.met ? { Icon: CheckIcon, colour: 'text-soft' } : { Icon: CrossIcon, colour: 'text-rejected' }}
            word={claim.met ? 'Says: met' : 'Says: not met'}
          />
          {claim.text !== '' && (
            <p className="mt-0.5 whitespace-pre-wrap italic [overflow-wrap:anywhere]">
              <Inert text={claim.text} />
            </p>
          )}
          {named.length > 0 && <WorkLogLines entries={named} />}
        </>
      )}
    </section>
  )
}

interface VerifiedProps {
  outcome: CheckOutcome | null
  check: CheckCommand | undefined
  task: TaskDetail
}

function Verified({ outcome, check, task }: VerifiedProps) {
  return (
    <section
      aria-label="Verified"
      className="min-w-0 rounded-md border border-line-strong bg-surface px-2.5 py-2 text-xs"
    >
      <p className="mb-0.5 text-2xs text-faint">Verified: the console checked</p>
      {outcome === null ? (
        <p className="text-soft">{check === undefined ? 'Nothing: the criterion has no check.' : 'Nothing yet.'}</p>
      ) : (
        <>
          <Mark look={CHECKS[outcome.state]} word={CHECK_WORDS[outcome.state]} />
          <p className="mt-0.5 text-soft [overflow-wrap:anywhere]">
            <Inert text={outcome.detail} />
            {outcome.sandbox !== null && (
              <>
                , in <Inert text={outcome.sandbox} />
              </>
            )}
          </p>
          <p className="text-faint">
            <Moment at={outcome.started_at} />
            {outcome.state !== 'not_run' && `, ${took(outcome.started_at, outcome.finished_at)}`}
          </p>
        </>
      )}
      {check !== undefined && (
        <p className="mt-1 font-mono text-2xs text-soft [overflow-wrap:anywhere]">
          $ <Inert text={check.argv.join(' ')} />
        </p>
      )}
      {outcome?.output != null && <ProofFiles task={task} proof={outcome.output} what="Output of the check" />}
    </section>
  )
}
