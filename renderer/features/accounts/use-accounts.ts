import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Account, AccountService } from '../../../contract/account.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'

/** While an operator is asked in a browser, what came of it is asked for this often. Milliseconds. */
const WHILE_CONNECTING = 2_000

/** The accounts of outside services, as far as this console knows them. */
export function useAccounts() {
  const { api } = useServices()
  return useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => api.accounts(signal),
    refetchInterval: ({ state }) =>
      state.data?.items.some((account) => account.state === 'connecting') === true ? WHILE_CONNECTING : false,
  })
}

/** Why it cannot be connected yet; null when it can, as far as is known. Only an admin may look. */
export function useWhyNotConnect({ service, state }: Pick<Account, 'service' | 'state'>): string | null {
  const { api, mayDecide } = useServices()
  const { data } = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => api.settings(signal),
    enabled: mayDecide && state !== 'connected',
  })
  if (data === undefined || state === 'connected') return null
  return typeof data.settings.tools[service]?.['client_id'] === 'string' ? null : 'Set the client id first.'
}

export function useConnecting(service: AccountService) {
  const { api, announce } = useServices()
  const queries = useQueryClient()
  const readAgain = () => void queries.invalidateQueries({ queryKey: ['accounts'] })
  const connect = useMutation({ mutationFn: () => api.connectAccount(service), onSettled: readAgain })
  const disconnect = useMutation({
    mutationFn: () => api.disconnectAccount(service),
    onSuccess: () => announce(`The account of ${service} is disconnected`),
    onSettled: readAgain,
  })
  const error = connect.error ?? disconnect.error
  return {
    connect: () => {
      disconnect.reset()
      connect.mutate()
    },
    disconnect: () => {
      connect.reset()
      disconnect.mutate()
    },
    isBusy: connect.isPending || disconnect.isPending,
    /** Where the operator is asked. */
    asked: connect.data ?? null,
    failure: error === null ? null : asFailure(error),
  }
}
