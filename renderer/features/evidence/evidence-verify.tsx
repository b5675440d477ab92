import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DoubtfulPackage, EvidenceVerdict, EvidenceVerification } from '../../../contract/evidence.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Age } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { count, dateTime } from '../../design/time-words.ts'

/** Hashes every file of the task again, however large, and says what that came to; the verdict goes into the log. */
export function EvidenceVerify({ taskId }: { taskId: string }) {
  const { api, mayDecide } = useServices()
  const queries = useQueryClient()
  const kept = (now: EvidenceVerification) => queries.setQueryData(['evidence-verification'], now)
  const { data } = useQuery({
    queryKey: ['evidence-verification'],
    queryFn: ({ signal }) => api.evidenceVerification(signal),
    enabled: mayDecide,
  })
  const verify = useMutation({ mutationFn: () => api.verifyEvidence(taskId), onSuccess: kept })
  const cancel = useMutation({ mutationFn: () => api.cancelEvidenceVerification(), onSuccess: kept })
  if (!mayDecide || data === undefined) return null
  const { running, last } = data
  const isMine = running?.of.task_id === taskId
  const error = verify.error ?? cancel.error
  return (
    <div className="mb-2.5 flex flex-col gap-2 text-xs" data-testid="verify">
      {running !== null && isMine ? (
        <>
          <div
            role="progressbar"
            aria-label="Hashing the evidence again"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.floor(running.fraction * 100)}
            className="h-1.5 overflow-hidden rounded-full bg-line"
          >
            <div
              className="h-full rounded-full bg-accent"
              style={{ width: `${Math.floor(running.fraction * 100)}%` }}
            />
          </div>
          <p className="flex flex-wrap items-center gap-x-3">
            <span className="figures">
              {counted(running.packages, 'package')}, {sizeWords(running.bytes)}, {Math.floor(running.fraction * 100)} %
            </span>
            <Button look="quiet" className="!h-6 !px-1.5 !text-xs" onClick={() => cancel.mutate()}>
              End it
            </Button>
          </p>
        </>
      ) : (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button
            look="plain"
            className="!h-7 !text-xs"
            disabled={running !== null || verify.isPending}
            onClick={() => verify.mutate()}
          >
            Verify every file
          </Button>
          <span className="text-soft">
            {running === null
              ? 'Hashes all of them again, however large; what it finds goes into the log.'
              : 'Evidence of something else is being verified now.'}
          </span>
        </p>
      )}
      {error !== null && <ProblemView failure={asFailure(error)} onRetry={null} />}
      {!isMine && last?.of.task_id === taskId && <Verdict verdict={last} />}
    </div>
  )
}

const counted = (n: number, word: string): string => `${count(n)} ${word}${n === 1 ? '' : 's'}`

const TITLES: Readonly<Record<EvidenceVerdict['state'], string>> = {
  whole: 'Whole: every file is what was recorded',
  altered: 'Not whole',
  cancelled: 'Ended before it was through: nothing is said of the rest',
  failed: 'It could not be verified',
}
const LOOKS = { whole: 'good', altered: 'danger', cancelled: 'over', failed: 'warn' } as const

function Verdict({ verdict }: { verdict: EvidenceVerdict }) {
  const { state, failure, finished_at, packages, artifacts, bytes, altered, missing, left_out } = verdict
  return (
    <Notice look={LOOKS[state]} title={TITLES[state]}>
      <p className="figures mt-0.5 text-soft">
        {counted(packages, 'package')}, {counted(artifacts, 'file')}, {sizeWords(bytes)},{' '}
        <Age at={finished_at} title={dateTime(Date.parse(finished_at))} /> ago
      </p>
      {failure !== null && (
        <p className="mt-0.5">
          <Inert text={failure} />
        </p>
      )}
      <Doubtful word="Altered" packages={altered} />
      <Doubtful word="Missing" packages={missing} />
      {left_out > 0 && <p className="mt-0.5">And {count(left_out)} more.</p>}
    </Notice>
  )
}

function Doubtful({ word, packages }: { word: string; packages: readonly DoubtfulPackage[] }) {
  if (packages.length === 0) return null
  return (
    <ul className="mt-1 list-disc pl-4">
      {packages.map(({ package_id, problems }) => (
        <li key={package_id} className="[overflow-wrap:anywhere]">
          {word}: <code>{package_id}</code> <Inert text={problems.join(' ')} />
        </li>
      ))}
    </ul>
  )
}
