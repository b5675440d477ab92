import { useRef } from 'react'
import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { timeOfDay } from '../../design/time-words.ts'
import { Section } from '../tasks/section.tsx'
import { EvidencePackageView } from './evidence-package.tsx'
import { EvidenceVerify } from './evidence-verify.tsx'
import { MissingPackage } from './missing-package.tsx'
import { doubts } from './package-doubts.ts'
import { ProofButton } from './proof-button.tsx'
import { useEvidence } from './use-evidence.ts'
import { useWantedPackage } from './use-wanted-package.ts'

/** What was kept as proof: every file hashed by the service when this was read. */
export function EvidenceSection({ task }: { task: TaskDetail }) {
  const { query, packages, refs, missing } = useEvidence(task)
  const list = useRef<HTMLDivElement>(null)
  useWantedPackage(list, packages !== undefined)
  const failure = query.error === null ? null : asFailure(query.error)
  // A task without evidence says nothing of it; that it could not be asked for is said.
  if (refs.length === 0 && (packages === undefined || packages.length === 0) && failure === null) return null
  const aside = (
    <span className="-mr-1.5 flex flex-wrap items-center gap-x-2 text-faint text-xs">
      {query.dataUpdatedAt > 0 && (
        <span className="figures whitespace-nowrap">checked at {timeOfDay(query.dataUpdatedAt)}</span>
      )}
      <Button
        look="quiet"
        className="!h-6 !px-1.5 !text-xs"
        title="Reads what is shown here once more, with the hashes of its files"
        disabled={query.isFetching}
        onClick={() => void query.refetch()}
      >
        Check again
      </Button>
    </span>
  )
  return (
    <Section title={refs.length === 1 ? 'Evidence' : `Evidence (${refs.length})`} aside={aside}>
      <EvidenceVerify taskId={task.task_id} />
      <ProofOffer taskId={task.task_id} />
      <div ref={list} className="flex flex-col gap-2.5">
        {failure !== null && <ProblemView failure={failure} onRetry={() => void query.refetch()} />}
        {packages === undefined && failure === null && <SkeletonLines label="Checking the evidence" lines={2} />}
        {missing.map((ref) => (
          <MissingPackage key={ref.package_id} evidenceRef={ref} />
        ))}
        {packages?.map((kept) => (
          <EvidencePackageView key={kept.package_id} kept={kept} doubts={doubts(kept, refs)} />
        ))}
      </div>
    </Section>
  )
}

function ProofOffer({ taskId }: { taskId: string }) {
  const { mayDecide } = useServices()
  if (!mayDecide) return null
  return (
    <p className="mb-2.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      <ProofButton subject={{ kind: 'task', id: taskId }} />
      <span className="text-soft">A folder to hand on: others check it without this console.</span>
    </p>
  )
}
