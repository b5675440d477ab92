import { type RefObject, useState } from 'react'
import { IngressSource } from '../../../contract/assurance.ts'
import { type DeliveryFilter, type DeliveryName, type ListedDeliveryState, navigate } from '../../app/route.ts'
import { Key } from '../../design/button.tsx'
import { SearchIcon } from '../../design/icons.tsx'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { STATE_WORDS } from './delivery-words.ts'

const TABS: readonly (ListedDeliveryState | null)[] = [null, 'accepted', 'replayed', 'refused', 'failed', 'open']

interface DeliveryFiltersProps {
  filter: DeliveryFilter
  open: DeliveryName | null
  taskFieldRef: RefObject<HTMLInputElement | null>
}

/** What to list; every choice goes into the address. */
export function DeliveryFilters({ filter, open, taskFieldRef }: DeliveryFiltersProps) {
  const change = (next: Partial<DeliveryFilter>) =>
    navigate({ page: 'deliveries', open, filter: { ...filter, ...next } }, 'push')
  return (
    <div className="border-line border-b">
      <div className="flex gap-2 px-3 pt-3 pb-2">
        <TaskField taskId={filter.task_id} inputRef={taskFieldRef} onChange={(task_id) => change({ task_id })} />
        <select
          aria-label="Source"
          value={filter.source ?? ''}
          onChange={(event) => {
            const source = IngressSource.safeParse(event.target.value)
            change({ source: source.success ? source.data : null })
          }}
          className="h-8 rounded-md border border-line-strong bg-surface px-1.5 text-sm text-soft"
        >
          <option value="">All sources</option>
          {IngressSource.options.map((source) => (
            <option key={source} value={source}>
              {SOURCE_NAMES[source]}
            </option>
          ))}
        </select>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere */}
      <div role="group" aria-label="State" className="flex flex-wrap gap-x-0.5 px-1.5 pb-1.5">
        {TABS.map((state) => (
          <button
            key={state ?? 'all'}
            type="button"
            aria-pressed={filter.state === state}
            onClick={() => change({ state })}
            className="flex h-6 items-center rounded-sm px-1.5 text-soft text-xs hover:bg-hover hover:text-ink aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-ink"
          >
            {state === null ? 'All' : STATE_WORDS[state]}
          </button>
        ))}
      </div>
    </div>
  )
}

function TaskField(props: {
  taskId: string
  inputRef: RefObject<HTMLInputElement | null>
  onChange: (taskId: string) => void
}) {
  const { taskId, inputRef, onChange } = props
  const [text, setText] = useState(taskId)
  const [known, setKnown] = useState(taskId)
  if (known !== taskId) {
    setKnown(taskId)
    setText(taskId)
  }
  const take = (value: string) => {
    if (value.trim() !== taskId) onChange(value.trim())
  }
  return (
    <div className="relative min-w-0 flex-1">
      <SearchIcon className="pointer-events-none absolute top-2 left-2 text-faint" />
      <input
        ref={inputRef}
        type="search"
        aria-label="Task id"
        placeholder="Search by task id"
        maxLength={64}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          if (event.target.value === '') take('')
        }}
        onBlur={() => take(text)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(text)
          if (event.key !== 'Escape') return
          event.stopPropagation()
          if (text === '') event.currentTarget.blur()
          else {
            setText('')
            take('')
          }
        }}
        className="peer h-8 w-full rounded-md border border-line-strong bg-surface pr-8 pl-7 text-sm [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="pointer-events-none absolute top-[7px] right-2 flex text-faint peer-focus:hidden">
        <Key>/</Key>
      </span>
    </div>
  )
}
