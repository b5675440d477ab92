import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { IntakeState, SetIntake } from '../../../contract/intake.ts'
import type { SystemInfo } from '../../../contract/system.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { useSystemInfo } from '../system/use-system-info.ts'

/** Whether requests from outside are taken up, and the two ways to change that. `intake` is undefined as long as it is not known. */
export function useIntake() {
  const { api, tell } = useServices()
  const queries = useQueryClient()
  const intake = useSystemInfo().data?.intake
  const took = (now: IntakeState) => {
    queries.setQueryData<SystemInfo>(['system'], (info) => (info === undefined ? info : { ...info, intake: now }))
  }
  const set = { mutationFn: (wanted: SetIntake) => api.setIntake(wanted), onSuccess: took } as const
  const pause = useMutation(set)
  const resume = useMutation({
    mutationFn: () => api.setIntake({ paused: false }),
    onSuccess: took,
    onError: (error) => tell('warn', `The intake could not be resumed: ${asFailure(error).title}.`),
  })
  return { intake, pause, resume }
}
