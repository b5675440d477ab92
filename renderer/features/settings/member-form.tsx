import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Settings, SettingsView } from '../../../contract/settings.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { ArgsForm, useArgs } from '../tools/args-form.tsx'
import { isSame } from './same-json.ts'

interface MemberFormProps {
  view: SettingsView
  /** Accessible name of the form. */
  label: string
  /** JSON Schema (2020-12) of the member. */
  schema: JsonObject
  /** What the settings say of it now. */
  now: JsonObject
  /** The settings with `wanted` in its place. */
  place: (settings: Settings, wanted: JsonObject) => Settings
  /** It is not kept yet: it can be saved as it is. */
  isNew: boolean
  onSaved: () => void
}

/** One member of the settings that has a form of its own. What is typed is kept when another one changes it meanwhile, and that is said. */
export function MemberForm(props: MemberFormProps) {
  const now = JSON.stringify(props.now)
  const [base, setBase] = useState(now)
  const [isTyped, setTyped] = useState(false)
  const isOvertaken = now !== base
  useEffect(() => {
    if (isOvertaken && !isTyped) setBase(now)
  }, [isOvertaken, isTyped, now])
  return (
    <>
      {isOvertaken && isTyped && (
        <Notice look="warn" title="Another one has changed these settings meanwhile">
          <p className="mt-0.5 text-soft">What is typed here would replace that.</p>
          <Button
            look="plain"
            className="mt-2 !h-7"
            onClick={() => {
              setTyped(false)
              setBase(now)
            }}
          >
            Drop what is typed
          </Button>
        </Notice>
      )}
      <Fields key={base} {...props} base={base} onTyped={setTyped} />
    </>
  )
}

interface FieldsProps extends MemberFormProps {
  /** What the form began with, as JSON. */
  base: string
  onTyped: (isTyped: boolean) => void
}

function Fields({ view, label, schema, place, isNew, onSaved, base, onTyped }: FieldsProps) {
  const { api, tell } = useServices()
  const { phase } = useLiveState()
  const queries = useQueryClient()
  const desk = useArgs({ args_schema: schema, args_example: JSON.parse(base) as JsonObject })
  const { reading } = desk
  const isTyped = !reading.ok || !isSame(reading.args, JSON.parse(base) as JsonObject)
  useEffect(() => onTyped(isTyped), [isTyped, onTyped])
  const save = useMutation({
    mutationFn: (wanted: JsonObject) =>
      api.saveSettings({ settings: place(view.settings, wanted), base_sha: view.base_sha }),
    onSuccess: (saved) => {
      onTyped(false)
      queries.setQueryData(['settings'], saved)
      void queries.invalidateQueries({ queryKey: ['agents'] })
      tell('good', 'The settings are saved; they hold at once.')
      onSaved()
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['settings'] }),
  })
  return (
    <form
      aria-label={label}
      className="flex min-w-0 flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (reading.ok) save.mutate(reading.args)
      }}
    >
      <ArgsForm desk={desk} title="Settings" empty="It has no settings." showFaults={true} offer={() => null} />
      {save.error !== null && <ProblemView failure={asFailure(save.error)} onRetry={null} />}
      <Button
        look="accent"
        type="submit"
        className="self-start"
        disabled={!reading.ok || !(isTyped || isNew) || save.isPending || phase !== 'live'}
      >
        {save.isPending ? 'Saving…' : 'Save'}
      </Button>
    </form>
  )
}
