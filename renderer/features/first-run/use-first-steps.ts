import { useState } from 'react'
import { useServices } from '../../app/services.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { areFirstStepsDone, firstStepsAreDone } from './first-run-kept.ts'

/**
 * Whether the first steps are shown where a task would be: to an admin, while there is no task at all, until they are sent away. Once
 * something is typed in them they stay, whatever arrives.
 */
export function useFirstSteps(isEmpty: boolean) {
  const { mayDecide } = useServices()
  const { phase } = useLiveState()
  const [done, setDone] = useState(areFirstStepsDone)
  const [touched, setTouched] = useState(false)
  const isKnown = phase === 'live'
  return {
    shown: mayDecide && !done && (touched || (isEmpty && isKnown)),
    touch: () => setTouched(true),
    close: () => {
      firstStepsAreDone()
      setDone(true)
    },
  }
}
