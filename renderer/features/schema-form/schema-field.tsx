import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { type FormDraft, isFilled, isVariant, pathOf, type VariantDraft } from './form-draft.ts'
import type { FieldMember, FormField } from './form-field.ts'
import { BOX, type FieldProps, Foot, Labelled, leftOutWords, SchemaLeaf } from './schema-leaf.tsx'

/** One place of the form, with what belongs to it. */
export function SchemaField(props: FieldProps) {
  const { field } = props
  if (field.kind === 'group') return <Group {...props} field={field} />
  if (field.kind === 'list') return <List {...props} field={field} />
  if (field.kind === 'variants') return <Variants {...props} field={field} />
  return <SchemaLeaf {...props} field={field} />
}

type Of<K extends FormField['kind']> = Extract<FormField, { kind: K }>

type GroupProps = Omit<FieldProps, 'field'> & { field: Of<'group'> }

/** What can be only one thing asks nothing. */
const asks = ({ field, isRequired }: FieldMember): boolean =>
  !(isRequired && field.kind === 'choice' && field.choices.length === 1)

function Members({ field, path, draft, onDraft, faults, offer }: Omit<GroupProps, 'name' | 'isRequired'>) {
  const filled = isFilled(draft) ? draft : {}
  return field.members
    .filter(asks)
    .map(({ name: member, field: each, isRequired: needed }) => (
      <SchemaField
        key={member}
        {...{ field: each, name: member, path: pathOf(path, member), isRequired: needed, faults, offer }}
        draft={filled[member]}
        onDraft={(next) => onDraft({ ...filled, [member]: next })}
      />
    ))
}

/** The whole form has no frame. */
function Group(props: GroupProps) {
  const { field, name, path, isRequired, faults } = props
  if (path === '')
    return (
      <div className="flex min-w-0 flex-col gap-3">
        <Members {...props} />
      </div>
    )
  return (
    <fieldset data-arg={path} className="min-w-0 rounded-md border border-line px-3 pt-1 pb-3">
      <legend className="px-1 font-medium text-xs">
        <Inert text={field.title ?? name} />
        {!isRequired && <span className="ml-1.5 font-normal text-faint">optional</span>}
      </legend>
      <Foot id={null} faults={faults.filter((fault) => fault.path === path)} field={field} />
      <div className="grid min-w-0 gap-3 @md:grid-cols-2">
        <Members {...props} />
      </div>
    </fieldset>
  )
}

function List(props: Omit<FieldProps, 'field'> & { field: Of<'list'> }) {
  const { field, name, path, isRequired, draft, onDraft, faults, offer } = props
  const items = Array.isArray(draft) ? (draft as readonly FormDraft[]) : []
  const { most } = field.limits
  const words = field.title ?? name
  return (
    <fieldset data-arg={path} className="min-w-0">
      <legend className="mb-1 font-medium text-xs">
        <Inert text={words} />{' '}
        {field.title !== null && (
          <code className="font-normal text-2xs text-faint">
            <Inert text={name} />
          </code>
        )}
        {!isRequired && <span className="ml-1.5 font-normal text-faint">optional</span>}
      </legend>
      <Foot id={null} faults={faults.filter((fault) => fault.path === path)} field={field} />
      <ol className="flex flex-col gap-2">
        {items.map((each, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items have no name but their place
          <li key={place} className="flex min-w-0 items-start gap-2">
            <div className="min-w-0 flex-1">
              <SchemaField
                {...{ field: field.item, name: `${words} ${place + 1}`, path: pathOf(path, place), isRequired: true }}
                {...{ faults, offer, draft: each }}
                onDraft={(next) => onDraft(items.map((item, at) => (at === place ? next : item)))}
              />
            </div>
            <Button
              look="quiet"
              className="mt-5 !px-2"
              aria-label={`Remove ${words} ${place + 1}`}
              onClick={() => onDraft(items.filter((_, at) => at !== place))}
            >
              Remove
            </Button>
          </li>
        ))}
      </ol>
      <Button
        look="plain"
        className="mt-2 !h-7"
        disabled={most !== null && items.length >= most}
        onClick={() => onDraft([...items, undefined])}
      >
        Add to {words}
      </Button>
    </fieldset>
  )
}

function Variants(props: Omit<FieldProps, 'field'> & { field: Of<'variants'> }) {
  const { field, isRequired, draft, onDraft } = props
  const open = isVariant(draft) ? draft : null
  const variant = open === null ? undefined : field.variants[open.variant]
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Labelled {...props}>
        {(shared) => (
          <select
            {...shared}
            value={open?.variant ?? ''}
            onChange={({ target }) =>
              onDraft(target.value === '' ? undefined : { variant: Number(target.value), filled: undefined })
            }
            className={`${BOX} h-8`}
          >
            <option value="">{isRequired ? 'Choose…' : leftOutWords(field)}</option>
            {field.variants.map(({ label }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two variants may have one label
              <option key={place} value={place}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {open !== null && variant !== undefined && <Variant {...props} open={open} field={variant.field} />}
    </div>
  )
}

/** What the chosen variant asks for. */
function Variant({ field, open, onDraft, ...rest }: FieldProps & { open: VariantDraft }) {
  const onFilled = (filled: FormDraft) => onDraft({ ...open, filled })
  if (field.kind === 'choice' && field.choices.length === 1) return null
  if (field.kind !== 'group')
    return <SchemaField {...rest} field={field} isRequired={true} draft={open.filled} onDraft={onFilled} />
  if (!field.members.some(asks)) return null
  return (
    <div className="grid min-w-0 gap-3 border-line border-l-2 pl-3 @md:grid-cols-2">
      <Members {...rest} field={field} draft={open.filled} onDraft={onFilled} />
    </div>
  )
}
