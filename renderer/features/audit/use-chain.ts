import { useQuery } from '@tanstack/react-query'
import { useServices } from '../../app/services.tsx'

/** While a check runs its progress is read this often; otherwise the state comes by push, and now and then. Milliseconds. */
const WHILE_CHECKING = 500
const OTHERWISE = 60_000

/** What is known of the chain. */
export function useChain() {
  const { api } = useServices()
  return useQuery({
    queryKey: ['chain'],
    queryFn: ({ signal }) => api.chain(signal),
    refetchInterval: ({ state }) => (state.data?.state === 'verifying' ? WHILE_CHECKING : OTHERWISE),
  })
}
