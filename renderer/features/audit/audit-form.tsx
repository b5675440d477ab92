import { useState } from 'react'
import { AuditEventType } from '../../../contract/audit-event.ts'
import { type AuditFilter, formatRoute, navigate } from '../../app/route.ts'
import { useIsNarrow } from '../../app/use-is-narrow.ts'
import { Button, IconButton } from '../../design/button.tsx'
import { ChevronIcon, CrossIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'

const FIELD = 'h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm'
const LABEL = 'flex flex-col gap-1 text-soft text-xs'

/** What to show of the log; every choice goes into the address. */
export function AuditForm({ filter, onRefresh }: { filter: AuditFilter; onRefresh: () => void }) {
  const narrow = useIsNarrow()
  const [open, setOpen] = useState(false)
  const { correlation_id, requests, at, ...others } = filter
  const chosen = Object.values(others).filter((value) => value !== null && value !== '').length
  const change = (next: Partial<AuditFilter>) => navigate({ page: 'audit', filter: { ...filter, ...next } }, 'push')
  return (
    <form
      aria-label="Filter the log"
      onSubmit={(event) => event.preventDefault()}
      className="flex flex-wrap items-end gap-x-3 gap-y-2 border-line border-b px-3.5 py-3"
    >
      {narrow && (
        <Button look="quiet" className="!px-2" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronIcon className={open ? 'rotate-90' : ''} />
          {chosen === 0 ? 'Filter' : `Filter (${chosen})`}
        </Button>
      )}
      {correlation_id !== '' && <CorrelationChip id={correlation_id} onAll={() => change({ correlation_id: '' })} />}
      {(open || !narrow) && (
        <>
          <TypedField
            label="Task id"
            value={filter.task_id}
            longest={64}
            onChange={(task_id) => change({ task_id, at: null })}
          />
          <label className={LABEL}>
            Type
            <select
              value={filter.type ?? ''}
              onChange={(event) => {
                const type = AuditEventType.safeParse(event.target.value)
                change({ type: type.success ? type.data : null, at: null })
              }}
              className={`${FIELD} w-52 text-ink`}
            >
              <option value="">any</option>
              {AuditEventType.options.map((type) => (
                <option key={type} value={type}>
                  {type}
                </option>
              ))}
            </select>
          </label>
          <TypedField
            label="Actor"
            value={filter.actor}
            longest={200}
            onChange={(actor) => change({ actor, at: null })}
          />
          {(['since', 'until'] as const).map((name) => (
            <label key={name} className={LABEL}>
              {name === 'since' ? 'Since (local time)' : 'Until (local time)'}
              <input
                type="datetime-local"
                value={filter[name]}
                onChange={(event) => change({ [name]: event.target.value, at: null })}
                className={`${FIELD} figures w-46 text-ink`}
              />
            </label>
          ))}
        </>
      )}
      <div className="ml-auto flex flex-wrap items-center gap-x-3">
        {filter.type === null && (
          <label className="flex h-8 items-center gap-1.5 text-soft text-xs">
            <input
              type="checkbox"
              checked={requests}
              onChange={(event) => change({ requests: event.target.checked })}
              className="size-3.5 accent-accent"
            />
            Show requests
          </label>
        )}
        <Button look="plain" onClick={onRefresh}>
          Refresh
        </Button>
      </div>
    </form>
  )
}

/** Text that counts once it is finished: by Enter, or by leaving the field. */
function TypedField(props: { label: string; value: string; longest: number; onChange: (text: string) => void }) {
  const [text, setText] = useState(props.value)
  const [known, setKnown] = useState(props.value)
  if (known !== props.value) {
    setKnown(props.value)
    setText(props.value)
  }
  const finish = () => {
    if (text.trim() !== props.value) props.onChange(text.trim())
  }
  return (
    <label className={LABEL}>
      {props.label}
      <input
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish()
        }}
        maxLength={props.longest}
        spellCheck={false}
        placeholder="any"
        className={`${FIELD} w-36 font-mono text-ink`}
      />
    </label>
  )
}

function CorrelationChip({ id, onAll }: { id: string; onAll: () => void }) {
  return (
    <div className="flex min-w-0 max-w-[16rem] flex-col gap-1 text-soft text-xs">
      Correlation id
      <span className="flex h-8 min-w-0 items-center gap-1 rounded-md border border-line bg-raised pl-2 text-ink">
        <code className="min-w-0 truncate" title={inertString(id)}>
          <Inert text={id} />
        </code>
        <a
          className="whitespace-nowrap px-1 text-accent underline underline-offset-2"
          href={formatRoute({ page: 'correlation', id, filter: { look: 'graph', seq: null } })}
        >
          Graph
        </a>
        <IconButton label="Show every correlation id" onClick={onAll}>
          <CrossIcon />
        </IconButton>
      </span>
    </div>
  )
}
