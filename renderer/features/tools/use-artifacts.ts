import { useQuery } from '@tanstack/react-query'
import type { Artifact } from '../../../contract/evidence.ts'
import { useServices } from '../../app/services.tsx'
import type { PackageAddress } from '../../client/door.ts'

/** An artifact of a task with its package, the newest first. */
export interface PlacedArtifact extends PackageAddress {
  readonly artifact: Artifact
}

/** The files of proof of a task that are whole; none while they are not known. */
export function useArtifacts(taskId: string): readonly PlacedArtifact[] {
  return useTaskEvidence(taskId).artifacts
}

export function useTaskEvidence(taskId: string) {
  const { api } = useServices()
  const query = useQuery({
    queryKey: ['evidence', taskId],
    queryFn: ({ signal }) => api.evidence(taskId, signal),
    enabled: taskId !== '',
    gcTime: 30_000,
  })
  const artifacts = (query.data?.items ?? [])
    .filter(({ state }) => state === 'whole')
    .flatMap(({ correlation_id, package_id, artifacts: files }) =>
      files.map((artifact): PlacedArtifact => ({ correlation_id, package_id, artifact })),
    )
    .toReversed()
  return { query, artifacts }
}
