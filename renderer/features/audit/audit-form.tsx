import { useState } from 'react'
import { AuditEventType } from '../../../contract/audit-event.ts'
import { type AuditFilter, navigate } from '../../app/route.ts'
import { useIsNarrow } from '../../app/use-is-narrow.ts'
import { Button, IconButton } from '../../design/button.tsx'
import { ChevronIcon, CrossIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'

const FIELD = 'h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm'

/** What to show of the log; every choice goes into the address. */
export function AuditForm({ filter, onRefresh }: { filter: AuditFilter; onRefresh: () => void }) {
  const [taskId, setTaskId] = useState(filter.task_id)
  const [known, setKnown] = useState(filter.task_id)
  if (known !== filter.task_id) {
    setKnown(filter.task_id)
    setTaskId(filter.task_id)
  }
  const narrow = useIsNarrow()
  const [open, setOpen] = useState(false)
  const { correlation_id, requests, ...others } = filter
  const chosen = Object.values(others).filter((value) => value !== null && value !== '').length
  const change = (next: Partial<AuditFilter>) => navigate({ page: 'audit', filter: { ...filter, ...next } }, 'push')
  return (
    <form
      aria-label="Filter the log"
      onSubmit={(event) => {
        event.preventDefault()
        change({ task_id: taskId.trim() })
      }}
      className="flex flex-wrap items-end gap-x-3 gap-y-2 border-line border-b px-3.5 py-3"
    >
      {narrow && (
        <Button look="quiet" className="!px-2" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronIcon className={open ? 'rotate-90' : ''} />
          {chosen === 0 ? 'Filter' : `Filter (${chosen})`}
        </Button>
      )}
      {correlation_id !== '' && (
        <div className="flex min-w-0 flex-col gap-1 text-soft text-xs">
          Correlation id
          <span className="flex h-8 min-w-0 items-center gap-1 rounded-md border border-line bg-raised pl-2 text-ink">
            <code className="min-w-0 truncate" title={inertString(correlation_id)}>
              <Inert text={correlation_id} />
            </code>
            <IconButton label="Show every correlation id" onClick={() => change({ correlation_id: '' })}>
              <CrossIcon />
            </IconButton>
          </span>
        </div>
      )}
      {(open || !narrow) && (
        <>
          <label className="flex flex-col gap-1 text-soft text-xs">
            Task id
            <input
              value={taskId}
              onChange={(event) => setTaskId(event.target.value)}
              onBlur={() => {
                if (taskId.trim() !== filter.task_id) change({ task_id: taskId.trim() })
              }}
              maxLength={64}
              spellCheck={false}
              placeholder="any"
              className={`${FIELD} w-44 font-mono text-ink`}
            />
          </label>
          <label className="flex flex-col gap-1 text-soft text-xs">
            Type
            <select
              value={filter.type ?? ''}
              onChange={(event) => {
                const type = AuditEventType.safeParse(event.target.value)
                change({ type: type.success ? type.data : null })
              }}
              className={`${FIELD} w-56 text-ink`}
            >
              <option value="">any</option>
              {AuditEventType.options.map((type) => (
                <option key={type} value={type}>
                  {type}
                </option>
              ))}
            </select>
          </label>
          <label className="flex flex-col gap-1 text-soft text-xs">
            Since (local time)
            <input
              type="datetime-local"
              value={filter.since}
              onChange={(event) => change({ since: event.target.value })}
              className={`${FIELD} figures w-52 text-ink`}
            />
          </label>
        </>
      )}
      {correlation_id === '' && filter.type === null && (
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
      <Button look="plain" className="ml-auto" onClick={onRefresh}>
        Refresh
      </Button>
    </form>
  )
}
