import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useServices } from '../../app/services.tsx'
import type { LiveState } from '../../client/live-link.ts'

/** Counts follow pushed events; what moves without one (the signed seq, warnings) is read again this often. Milliseconds. */
const READ_AGAIN = 60_000

export function useSystemInfo() {
  const { api } = useServices()
  const { phase } = useLiveState()
  return useQuery({
    enabled: phase !== 'connecting',
    queryKey: ['system'],
    queryFn: ({ signal }) => api.systemInfo(signal),
    refetchInterval: READ_AGAIN,
  })
}

export function useLiveState(): LiveState {
  const { live } = useServices()
  return useSyncExternalStore(live.watch, live.state)
}
