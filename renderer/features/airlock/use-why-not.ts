import { useServices } from '../../app/services.tsx'
import { useLiveState } from '../system/use-system-info.ts'

/** Why nothing can be sent now, in words; `own`: a reason of the step itself, or null. */
export function useWhyNot(own: string | null): string | null {
  const { mayDecide } = useServices()
  const { phase } = useLiveState()
  if (!mayDecide) return 'This session may only read.'
  if (phase !== 'live') return 'The service does not answer now.'
  return own
}
