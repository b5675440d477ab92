import { type ReactNode, useId } from 'react'
import { Inert } from '../../design/inert.tsx'
import type { FormDraft, FormFault } from './form-draft.ts'
import { choiceWords, type FormField, type Json } from './form-field.ts'

export const BOX =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm aria-[invalid=true]:border-rejected disabled:opacity-60'

/** What a text is chosen from. `none`: said where there is nothing to choose from. */
export interface Offer {
  readonly options: readonly { readonly value: string; readonly words: string }[]
  readonly none: string
}

export interface FieldProps {
  field: FormField
  name: string
  path: string
  isRequired: boolean
  draft: FormDraft
  faults: readonly FormFault[]
  /** What a text of this name is chosen from; null when it is typed. */
  offer: (name: string) => Offer | null
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
              <option value="">{isRequired ? 'Choose…' : leftOutWords(field)}</option>
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
        const offer = field.kind === 'text' ? props.offer(name) : null
        if (offer !== null) return <Chosen {...{ shared, offer, text, isRequired, onDraft }} />
        return (
          <input
            {...shared}
            {...typed}
            inputMode={field.kind === 'number' ? 'decimal' : 'text'}
            onChange={({ target }) => onDraft(target.value === '' ? undefined : target.value)}
            className={`${BOX} figures h-8`}
          />
        )
      }}
    </Labelled>
  )
}

interface Shared {
  readonly id: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string
}

interface ChosenProps extends Pick<FieldProps, 'isRequired' | 'onDraft'> {
  shared: Shared
  offer: Offer
  text: string
}

/** A text that is one of several; what is there already and is none of them stays in sight. */
function Chosen({ shared, offer: { options, none }, text, isRequired, onDraft }: ChosenProps) {
  const isOther = text !== '' && !options.some(({ value }) => value === text)
  return (
    <>
      <select
        {...shared}
        disabled={options.length === 0 && !isOther}
        value={text}
        onChange={({ target }) => onDraft(target.value === '' ? undefined : target.value)}
        className={`${BOX} h-8`}
      >
        <option value="">{isRequired ? 'Choose…' : 'none'}</option>
        {isOther && <option value={text}>{text.slice(0, 12)}… (not of this task)</option>}
        {options.map(({ value, words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {options.length === 0 && <p className="mt-1 text-soft text-xs">{none}</p>}
    </>
  )
}

/** What leaving it open comes to, as one of its choices. */
export function leftOutWords({ fallback }: FormField): string {
  return fallback === null || typeof fallback === 'object' ? 'left out' : `default (${choiceWords(fallback)})`
}

interface LabelledProps extends FieldProps {
  children: (shared: Shared) => ReactNode
}

export function Labelled({ field, name, path, isRequired, faults, children }: LabelledProps) {
  const id = useId()
  const mine = faults.filter((fault) => fault.path === path)
  return (
    <div data-arg={path} className="min-w-0">
      <label htmlFor={id} className="mb-1 flex flex-wrap items-baseline gap-x-1.5 font-medium text-xs">
        <Inert text={field.title ?? name} />{' '}
        {field.title !== null && (
          <code className="font-normal text-2xs text-faint">
            <Inert text={name} />
          </code>
        )}
        {!isRequired && field.fallback === null && <span className="font-normal text-faint">optional</span>}
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
export function Foot({ id, faults, field: { kind, description, fallback } }: FootProps) {
  // Of choices it is one of those to choose.
  const held = fallback === null || kind === 'choice' ? null : fallbackWords(fallback)
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
          If left empty: <Inert text={held} />
        </p>
      )}
    </div>
  )
}
