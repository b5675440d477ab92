import type { ToolRun } from '../../../contract/tool.ts'
import { ArtifactRow } from '../evidence/artifact-row.tsx'
import { useArtifacts } from './use-artifacts.ts'

/** The files of proof that one call has left: a picture is seen where it was asked for. */
export function RunArtifacts({ run }: { run: ToolRun }) {
  const packages = new Set<string>(run.evidence.map(({ package_id }) => package_id))
  const left = useArtifacts(run.task_id).filter(({ package_id }) => packages.has(package_id))
  if (left.length === 0) return null
  return (
    <ul aria-label="What it left as evidence" className="divide-y divide-line rounded-md border border-line bg-surface">
      {left.map((address) => (
        <ArtifactRow
          key={`${address.package_id}/${address.artifact.path}`}
          address={address}
          publishing={null}
          isBroken={false}
        />
      ))}
    </ul>
  )
}
