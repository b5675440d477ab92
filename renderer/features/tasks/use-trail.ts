import { useQuery } from '@tanstack/react-query'
import { useServices } from '../../app/services.tsx'

/** What was recorded under a correlation id, oldest first; with `requests` the answered requests too. */
export function useTrail(correlationId: string, requests: boolean) {
  const { api } = useServices()
  return useQuery({
    queryKey: ['trail', correlationId, requests],
    queryFn: ({ signal }) => api.trail(correlationId, requests, signal),
    gcTime: 30_000,
  })
}
