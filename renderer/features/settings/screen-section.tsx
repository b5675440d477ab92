import { useMutation, useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import type { DesktopApi } from '../../client/settings-api.ts'
import { Button } from '../../design/button.tsx'
import { CheckIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SettingsSection } from './settings-section.tsx'

/** Which screen or window recordings are made of. It is asked only when the operator wants it: a system may ask them in turn. */
export function ScreenSection() {
  const { desktop } = useServices().api
  return (
    <SettingsSection
      name="screen"
      lead="What is recorded when a recording is kept as evidence. It holds until the app is quit."
    >
      {desktop === null ? (
        <p className="text-soft">A browser cannot record the screen for the console. Open the desktop app to choose.</p>
      ) : (
        <ScreenChoice desktop={desktop} />
      )}
    </SettingsSection>
  )
}

function ScreenChoice({ desktop }: { desktop: DesktopApi }) {
  const { announce } = useServices()
  const name = useId()
  const list = useQuery({
    enabled: false,
    queryKey: ['capture-sources'],
    queryFn: () => desktop.captureSources(),
    gcTime: 0,
  })
  const choose = useMutation({
    mutationFn: (id: string) => desktop.chooseCaptureSource(id),
    onSuccess: () => announce('Chosen'),
    onError: () => void list.refetch(),
  })
  const failed = list.error ?? choose.error
  const chosen = choose.isSuccess ? choose.variables : null
  return (
    <>
      <div>
        <Button look="plain" disabled={list.isFetching} onClick={() => void list.refetch()}>
          {list.isFetching ? 'Looking…' : list.data === undefined ? 'Show screens and windows' : 'Look again'}
        </Button>
      </div>
      {failed !== null && <ProblemView failure={asFailure(failed)} onRetry={null} />}
      {list.data?.length === 0 && <p className="text-soft">The system shows no screen and no window.</p>}
      {list.data !== undefined && list.data.length > 0 && (
        <fieldset className="grid gap-3 @xl:grid-cols-2 @3xl:grid-cols-3">
          <legend className="sr-only">Screens and windows</legend>
          {list.data.map((source) => (
            <label
              key={source.id}
              className="relative flex flex-col gap-1.5 rounded-md border border-line p-2 hover:bg-hover has-checked:border-accent has-checked:bg-selected has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name={name}
                checked={(choose.isPending ? choose.variables : chosen) === source.id}
                onChange={() => choose.mutate(source.id)}
                className="sr-only"
              />
              {source.thumbnail === null ? (
                <span className="flex aspect-video items-center justify-center rounded-sm bg-raised text-faint text-xs">
                  no picture
                </span>
              ) : (
                <img
                  src={source.thumbnail}
                  alt=""
                  className="aspect-video w-full rounded-sm bg-raised object-contain"
                />
              )}
              <span className="flex min-w-0 items-center gap-1.5 text-xs">
                {chosen === source.id && <CheckIcon className="size-3.5 text-approved" />}
                <span className="min-w-0 flex-1 truncate">
                  <Inert text={source.name === '' ? 'without a name' : source.name} />
                </span>
                <span className="text-faint">{source.kind}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
}
