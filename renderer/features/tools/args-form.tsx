import { useMemo, useState } from 'react'
import { type JsonObject, JsonObject as JsonObjectSchema } from '../../../contract/json-object.ts'
import type { ToolInfo } from '../../../contract/tool.ts'
import { draftOf, type FormDraft, type FormFault, readDraft } from '../schema-form/form-draft.ts'
import { formField } from '../schema-form/form-field.ts'
import { SchemaField } from '../schema-form/schema-field.tsx'
import type { Offer } from '../schema-form/schema-leaf.tsx'

export type ArgsReading =
  | { readonly ok: true; readonly args: JsonObject }
  | { readonly ok: false; readonly faults: readonly FormFault[] }

/** Arguments of a tool being filled in, as a form or as JSON; begins with its example. */
export function useArgs(tool: Pick<ToolInfo, 'args_schema' | 'args_example'>) {
  const field = useMemo(() => formField(tool.args_schema), [tool.args_schema])
  const [draft, setDraft] = useState<FormDraft>(() => draftOf(field, tool.args_example))
  // Null: the form is filled in.
  const [text, setText] = useState<string | null>(null)

  const reading: ArgsReading = useMemo(() => {
    if (text !== null) return readArgsText(text)
    const read = readDraft(field, draft, true, '')
    if (!read.ok) return read
    return { ok: true, args: (read.value ?? {}) as JsonObject }
  }, [draft, field, text])

  return {
    ...{ field, draft, setDraft, text, setText, reading },
    toJson: () => setText(JSON.stringify(reading.ok ? reading.args : tool.args_example, null, 2)),
    toForm: () => {
      if (text !== null && reading.ok) setDraft(draftOf(field, reading.args))
      setText(null)
    },
  }
}

export type ArgsDesk = ReturnType<typeof useArgs>

function readArgsText(text: string): ArgsReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const words = `is not JSON: ${error instanceof Error ? error.message : String(error)}`
    return { ok: false, faults: [{ path: '', words }] }
  }
  const args = JsonObjectSchema.safeParse(value)
  if (args.success) return { ok: true, args: args.data }
  return { ok: false, faults: [{ path: '', words: 'must be a JSON object' }] }
}

interface ArgsFormProps {
  desk: ArgsDesk
  /** What is filled in, for a heading. */
  title: string
  /** Said when there is nothing to fill in. */
  empty: string
  /** Shown once somebody tried to send; before that an empty field is no fault. */
  showFaults: boolean
  offer: (name: string) => Offer | null
}

export function ArgsForm({ desk, title, empty, showFaults, offer }: ArgsFormProps) {
  const { field, draft, setDraft, text, setText, reading } = desk
  const faults = reading.ok || !showFaults ? [] : reading.faults
  const isEmpty = field.kind === 'group' && field.members.length === 0
  return (
    <div className="min-w-0">
      <div className="mb-2 flex items-center justify-between gap-3">
        <p className="font-semibold text-soft text-xs">{title}</p>
        <fieldset className="flex gap-1">
          <legend className="sr-only">How it is written: {title}</legend>
          {(['Form', 'JSON'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={(text === null) === (each === 'Form')}
              onClick={each === 'Form' ? desk.toForm : text === null ? desk.toJson : undefined}
              className="rounded-md border border-line-strong px-2 py-0.5 text-soft text-xs hover:bg-hover aria-pressed:bg-selected aria-pressed:text-ink"
            >
              {each}
            </button>
          ))}
        </fieldset>
      </div>
      {text !== null ? (
        <>
          <textarea
            aria-label={`${title} as JSON`}
            aria-invalid={!reading.ok}
            spellCheck={false}
            rows={10}
            value={text}
            onChange={({ target }) => setText(target.value)}
            className="block w-full resize-y rounded-md border border-line-strong bg-surface px-3 py-2 font-mono text-xs leading-5 aria-[invalid=true]:border-rejected"
          />
          {!reading.ok && <p className="mt-1 text-rejected text-xs">The text {reading.faults[0]?.words}.</p>}
        </>
      ) : isEmpty ? (
        <p className="text-faint">{empty}</p>
      ) : (
        <SchemaField
          {...{
            field,
            name: field.kind === 'variants' ? 'Kind' : title,
            path: '',
            isRequired: true,
            draft,
            faults,
            offer,
          }}
          onDraft={setDraft}
        />
      )}
      {faults.length > 0 && text === null && (
        <p role="alert" className="mt-2 text-rejected text-xs">
          {faults.length === 1 ? '1 field is' : `${faults.length} fields are`} not as they must be:{' '}
          {faults.map(({ path }) => path || 'the whole').join(', ')}.
        </p>
      )}
    </div>
  )
}
