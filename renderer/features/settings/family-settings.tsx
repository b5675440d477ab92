import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { SettingsView, ToolFamilySettings } from '../../../contract/settings.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Command } from '../../design/face.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { ArgsForm, useArgs } from '../tools/args-form.tsx'

interface FamilySettingsProps {
  view: SettingsView
  family: ToolFamilySettings
}

/** The member of one family in `tools`. What is typed is kept when another one changes it meanwhile, and that is said. */
export function FamilySettings({ view, family }: FamilySettingsProps) {
  const now = JSON.stringify(view.settings.tools[family.family] ?? {})
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
      <p className="text-soft text-xs">
        Everything about these tools: <code>docs/specs/tools/{family.family}.md</code>
      </p>
      <FamilyForm key={base} view={view} family={family} base={base} onTyped={setTyped} />
      {family.secrets.length > 0 && (
        <div>
          <p className="mb-1.5 text-soft text-xs">
            A secret never passes through this page. To keep one, on the machine of the service:
          </p>
          <div className="flex flex-col items-start gap-1.5">
            {family.secrets.map((name) => (
              <Command key={name}>{`npx countersign secret set ${name}`}</Command>
            ))}
          </div>
        </div>
      )}
    </>
  )
}

interface FamilyFormProps extends FamilySettingsProps {
  /** What the form began with, as JSON. */
  base: string
  onTyped: (isTyped: boolean) => void
}

function FamilyForm({ view, family: { family, settings_schema }, base, onTyped }: FamilyFormProps) {
  const { api, tell } = useServices()
  const { phase } = useLiveState()
  const queries = useQueryClient()
  const desk = useArgs({ args_schema: settings_schema, args_example: JSON.parse(base) as JsonObject })
  const { reading } = desk
  const isTyped = !reading.ok || !same(reading.args, JSON.parse(base) as JsonObject)
  useEffect(() => onTyped(isTyped), [isTyped, onTyped])
  const save = useMutation({
    mutationFn: (wanted: JsonObject) => {
      const { [family]: _, ...others } = view.settings.tools
      const tools = Object.keys(wanted).length === 0 ? others : { ...others, [family]: wanted }
      return api.saveSettings({ settings: { ...view.settings, tools }, base_sha: view.base_sha })
    },
    onSuccess: (saved) => {
      onTyped(false)
      queries.setQueryData(['settings'], saved)
      tell('good', 'The settings are saved; they hold at once.')
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['settings'] }),
  })
  return (
    <form
      aria-label={`Settings of ${family}`}
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
        disabled={!reading.ok || !isTyped || save.isPending || phase !== 'live'}
      >
        {save.isPending ? 'Saving…' : 'Save'}
      </Button>
    </form>
  )
}

/** Whether both say the same, whatever the order of their members. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [names, others] = [Object.keys(a), Object.keys(b)]
  return names.length === others.length && names.every((name) => same((a as JsonObject)[name], (b as JsonObject)[name]))
}
