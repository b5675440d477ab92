import { useQuery } from '@tanstack/react-query'
import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import { doubts } from './package-doubts.ts'

/** The packages of a task, every file hashed by the service when this was read; and whether any of it is not what was recorded. */
export function useEvidence(task: TaskDetail) {
  const { api } = useServices()
  const query = useQuery({
    // Other packages make another question; that the task changed otherwise does not.
    queryKey: ['evidence', task.task_id, task.evidence.map((ref) => ref.manifest_sha256).join(' ')],
    queryFn: ({ signal }) => api.evidence(task.task_id, signal),
    gcTime: 30_000,
  })
  const packages = query.data?.items
  const refs = query.data?.refs ?? task.evidence
  const missing =
    packages === undefined ? [] : refs.filter((ref) => !packages.some((kept) => kept.package_id === ref.package_id))
  const isDoubtful = missing.length > 0 || packages?.some((kept) => doubts(kept, refs).length > 0) === true
  return { query, packages, refs, missing, isDoubtful }
}
