import { type ReactNode, useId } from 'react'
import { Inert } from '../../design/inert.tsx'
import type { FormDraft, FormFault } from './form-draft.ts'
import { choiceWords, type FormField, type Json } from './form-field.ts'

export const BOX =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm aria-[invalid=true]:border-rejected disabled:opacity-60'

export interface Suggestion {
  readonly value: string
  readonly words: string
}

export interface FieldProps {
  field: FormField
  name: string
  path: string
  isRequired: boolean
  draft: FormDraft
  faults: readonly FormFault[]
  /** What could be meant by a text field of this name. */
  suggest: (name: string) => readonly Suggestion[]
  onDraft: (draft: FormDraft) => void
}

/** A place that has no parts: a text, a number, a choice, or JSON. */
export function SchemaLeaf(
  props: Omit<FieldProps, 'field'> & { field: Extract<FormField, { kind: 'text' | 'number' | 'choice' | 'json' }> },
) {
  const { field, name, isRequired, draft, onDraft } = props
  return (
    <Labelled {...props}>
      {(shared) => {
        if (field.kind === 'choice')
          return (
            <select
              {...shared}
              value={typeof draft === 'number' ? draft : ''}
              onChange={({ target }) => onDraft(target.value === '' ? undefined : Number(target.value))}
              className={`${BOX} h-8`}
            >
              <option value="">{isRequired ? 'Choose…' : 'not said'}</option>
              {field.choices.map((choice, place) => (
                <option key={JSON.stringify(choice)} value={place}>
                  {choiceWords(choice)}
                </option>
              ))}
            </select>
          )
        const text = typeof draft === 'string' ? draft : ''
        const typed = { value: text, spellCheck: false, autoComplete: 'off' } as const
        if (field.kind === 'json' || (field.kind === 'text' && field.isLong))
          return (
            <textarea
              {...shared}
              {...typed}
              rows={field.kind === 'json' ? 5 : 3}
              onChange={({ target }) => onDraft(target.value === '' ? undefined : target.value)}
              className={`${BOX} block resize-y py-1.5 ${field.kind === 'json' ? 'font-mono text-xs leading-5' : ''}`}
            />
          )
        const suggestions = props.suggest(name)
        return (
          <>
            <input
              {...shared}
              {...typed}
              inputMode={field.kind === 'number' ? 'decimal' : 'text'}
              list={suggestions.length === 0 ? undefined : `${shared.id}-list`}
              onChange={({ target }) => onDraft(target.value === '' ? undefined : target.value)}
              className={`${BOX} figures h-8`}
            />
            {suggestions.length > 0 && (
              <datalist id={`${shared.id}-list`}>
                {suggestions.map(({ value, words }) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </datalist>
            )}
          </>
        )
      }}
    </Labelled>
  )
}

interface LabelledProps extends FieldProps {
  children: (shared: { id: string; 'aria-invalid': boolean; 'aria-describedby': string }) => ReactNode
}

export function Labelled({ field, name, path, isRequired, faults, children }: LabelledProps) {
  const id = useId()
  const mine = faults.filter((fault) => fault.path === path)
  return (
    <div data-arg={path} className="min-w-0">
      <label htmlFor={id} className="mb-1 flex flex-wrap items-baseline gap-x-1.5 font-medium text-xs">
        <Inert text={field.title ?? name} />
        {!isRequired && <span className="font-normal text-faint">optional</span>}
      </label>
      {children({ id, 'aria-invalid': mine.length > 0, 'aria-describedby': `${id}-foot` })}
      <Foot id={`${id}-foot`} faults={mine} field={field} />
    </div>
  )
}

interface FootProps {
  /** Null where nothing is described by it. */
  id: string | null
  faults: readonly FormFault[]
  field: FormField
}

/** `codex`, `executor, reviewer`, `kind: empty`; null for what has more to it, or nothing. */
function fallbackWords(fallback: Json): string | null {
  if (typeof fallback !== 'object' || fallback === null) return choiceWords(fallback)
  const parts = Object.entries(fallback)
  if (parts.length === 0 || parts.some(([, each]) => typeof each === 'object')) return null
  const words = ([name, each]: [string, Json]) =>
    Array.isArray(fallback) ? choiceWords(each) : `${name}: ${choiceWords(each)}`
  return parts.map(words).join(', ')
}

/** What is wrong, what it means, and what holds when nothing is said. */
export function Foot({ id, faults, field: { description, fallback } }: FootProps) {
  const held = fallback === null ? null : fallbackWords(fallback)
  return (
    <div id={id ?? undefined} className="mt-1 text-xs empty:hidden [overflow-wrap:anywhere]">
      {faults.map(({ words }) => (
        <p key={words} className="text-rejected">
          <Inert text={words} />
        </p>
      ))}
      {description !== null && (
        <p className="text-soft">
          <Inert text={description} />
        </p>
      )}
      {held !== null && (
        <p className="text-soft">
          Without a word: <Inert text={held} />
        </p>
      )}
    </div>
  )
}
