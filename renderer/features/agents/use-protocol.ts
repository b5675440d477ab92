import { useQuery } from '@tanstack/react-query'
import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'

/** Where the task stands. Of one that was never given to anybody nothing is asked. */
export function useProtocol({ task_id, rounds }: Pick<TaskDetail, 'task_id' | 'rounds'>) {
  const { api } = useServices()
  return useQuery({
    queryKey: ['protocol', task_id],
    queryFn: ({ signal }) => api.protocol(task_id, signal),
    enabled: rounds.length > 0,
    gcTime: 30_000,
  })
}
