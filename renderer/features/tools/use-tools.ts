import { useQuery } from '@tanstack/react-query'
import { useServices } from '../../app/services.tsx'

/** That a tool is another one is pushed; that it was looked at again is not, and is read this often while it is shown. Milliseconds. */
const READ_AGAIN = 5_000

/** Every tool with how what it needs stands. */
export function useTools() {
  const { api } = useServices()
  return useQuery({
    queryKey: ['tools'],
    queryFn: ({ signal }) => api.tools(signal),
    refetchInterval: READ_AGAIN,
  })
}
