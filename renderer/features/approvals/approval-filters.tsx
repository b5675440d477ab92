import { useState } from 'react'
import { ApprovalState } from '../../../contract/approval.ts'
import type { ApprovalFilter } from '../../app/governance-route.ts'
import { SearchIcon } from '../../design/icons.tsx'
import { APPROVAL_WORDS } from './approval-words.ts'

const TABS: readonly (ApprovalState | null)[] = [null, ...ApprovalState.options]

interface ApprovalFiltersProps {
  filter: ApprovalFilter
  onChange: (filter: ApprovalFilter) => void
}

/** What to list; every choice goes into the address. */
export function ApprovalFilters({ filter, onChange }: ApprovalFiltersProps) {
  return (
    <div className="border-line border-b">
      <div className="px-3 pt-3 pb-2">
        <TaskField
          key={filter.task_id}
          taskId={filter.task_id}
          onChange={(task_id) => onChange({ ...filter, task_id })}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere */}
      <div role="group" aria-label="State" className="flex flex-wrap gap-x-0.5 px-1.5 pb-1.5">
        {TABS.map((state) => (
          <button
            key={state ?? 'all'}
            type="button"
            aria-pressed={filter.state === state}
            onClick={() => onChange({ ...filter, state })}
            className="flex h-6 items-center rounded-sm px-1.5 text-soft text-xs hover:bg-hover hover:text-ink aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-ink"
          >
            {state === null ? 'All' : APPROVAL_WORDS[state]}
          </button>
        ))}
      </div>
    </div>
  )
}

function TaskField({ taskId, onChange }: { taskId: string; onChange: (taskId: string) => void }) {
  const [text, setText] = useState(taskId)
  const take = (value: string) => {
    if (value.trim() !== taskId) onChange(value.trim())
  }
  return (
    <div className="relative">
      <SearchIcon className="pointer-events-none absolute top-2 left-2 text-faint" />
      <input
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
        }}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pl-7 text-sm"
      />
    </div>
  )
}
