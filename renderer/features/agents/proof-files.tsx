import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { ArtifactRow } from '../evidence/artifact-row.tsx'
import { useEvidence } from '../evidence/use-evidence.ts'

interface ProofFilesProps {
  task: TaskDetail
  proof: EvidenceRef
  what: string
}

/** The files of a package that something here rests on; every look hashes them anew. */
export function ProofFiles({ task, proof, what }: ProofFilesProps) {
  const { packages, query } = useEvidence(task)
  const kept = packages?.find(({ package_id }) => package_id === proof.package_id)
  if (kept === undefined)
    return (
      <p className="mt-1 text-faint">
        {packages === undefined && query.error === null ? `${what} is being looked for…` : `${what} is not there.`}
      </p>
    )
  const isOther = kept.manifest_sha256 !== proof.manifest_sha256 || kept.state === 'altered'
  return (
    <details className="mt-1">
      <summary className={`w-fit rounded-sm ${isOther ? 'font-medium text-rejected' : 'text-soft hover:text-ink'}`}>
        {what}
        {isOther && ': not what was recorded'}
      </summary>
      <ul className="mt-1 rounded-sm border border-line">
        {kept.artifacts.map((artifact) => (
          <ArtifactRow
            key={artifact.path}
            address={{ correlation_id: kept.correlation_id, package_id: kept.package_id, artifact }}
            publishing={null}
            isBroken={isOther}
          />
        ))}
      </ul>
    </details>
  )
}
