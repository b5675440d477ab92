import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SettingsView } from '../../../contract/settings.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useLiveState } from '../system/use-system-info.ts'

interface RemoveAgentProps {
  view: SettingsView
  name: string
  /** It is not kept yet: nothing is lost. */
  isNew: boolean
  onGone: () => void
}

/** Takes an agent out of the settings, with a second press. */
export function RemoveAgent({ view, name, isNew, onGone }: RemoveAgentProps) {
  const { api, tell } = useServices()
  const { phase } = useLiveState()
  const queries = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const remove = useMutation({
    mutationFn: () => {
      const { [name]: _, ...agents } = view.settings.agents
      return api.saveSettings({ settings: { ...view.settings, agents }, base_sha: view.base_sha })
    },
    onSuccess: (saved) => {
      queries.setQueryData(['settings'], saved)
      void queries.invalidateQueries({ queryKey: ['agents'] })
      tell('good', `${name} is taken out of the settings.`)
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['settings'] }),
  })
  if (isNew)
    return (
      <Button look="quiet" className="self-start" onClick={onGone}>
        Drop it
      </Button>
    )
  if (!isAsked)
    return (
      <Button look="quiet" className="self-start" onClick={() => setAsked(true)}>
        Take {name} out…
      </Button>
    )
  return (
    <div className="flex flex-col gap-2">
      <p>It can get no work any more. What it has done stays recorded, and a run that is under way goes on.</p>
      {remove.error !== null && <ProblemView failure={asFailure(remove.error)} onRetry={null} />}
      <span className="flex gap-2">
        <Button look="danger" disabled={remove.isPending || phase !== 'live'} onClick={() => remove.mutate()}>
          Take it out
        </Button>
        <Button look="quiet" onClick={() => setAsked(false)}>
          Keep it
        </Button>
      </span>
    </div>
  )
}
