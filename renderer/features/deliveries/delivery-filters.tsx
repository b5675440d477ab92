import { type RefObject, useState } from 'react'
import { IngressSource } from '../../../contract/assurance.ts'
import { type DeliveryFilter, type DeliveryName, type ListedDeliveryState, navigate } from '../../app/route.ts'
import { SearchBox } from '../../design/search-box.tsx'
import { SourceSelect } from '../../design/source-select.tsx'
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
        <SourceSelect
          sources={IngressSource.options}
          source={filter.source}
          onChange={(source) => change({ source })}
        />
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
    <SearchBox
      label="Task id"
      placeholder="Search by task id"
      maxLength={64}
      text={text}
      inputRef={inputRef}
      onText={(value) => {
        setText(value)
        if (value === '') take('')
      }}
      onDone={() => take(text)}
    />
  )
}
