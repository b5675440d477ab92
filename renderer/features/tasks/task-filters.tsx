import { type RefObject, useEffect, useState } from 'react'
import { ListedStatus, Source } from '../../../contract/task.ts'
import { navigate, type TaskFilter } from '../../app/route.ts'
import { SearchBox } from '../../design/search-box.tsx'
import { SourceSelect } from '../../design/source-select.tsx'
import { STATUS_WORDS } from '../../design/status-mark.tsx'
import { count } from '../../design/time-words.ts'
import { useSystemInfo } from '../system/use-system-info.ts'

/** Typing is taken over into the address after this pause. Milliseconds. */
const PAUSE = 200

const SHORT: Readonly<Record<ListedStatus, string>> = { ...STATUS_WORDS, invalid: 'Invalid' }

interface TaskFiltersProps {
  filter: TaskFilter
  taskId: string | null
  searchRef: RefObject<HTMLInputElement | null>
}

export function TaskFilters({ filter, taskId, searchRef }: TaskFiltersProps) {
  const { data: info } = useSystemInfo()
  const change = (next: Partial<TaskFilter>, how: 'push' | 'replace') =>
    navigate({ page: 'tasks', taskId, filter: { ...filter, ...next } }, how)

  const tabs: { status: ListedStatus | null; word: string; n: number | undefined }[] = [
    { status: null, word: 'All', n: info?.tasks.total },
    ...ListedStatus.options.map((status) => ({ status, word: SHORT[status], n: info?.tasks.by_status[status] })),
  ]
  // Broken files are rare: their tab is there only when it has something to show.
  const shown = tabs.filter(({ status, n }) => status !== 'invalid' || (n ?? 0) > 0 || filter.status === 'invalid')

  return (
    <div className="@container border-line border-b">
      <div className="flex gap-2 px-3 pt-3 pb-2">
        <Search q={filter.q} inputRef={searchRef} onChange={(q) => change({ q }, 'replace')} />
        <SourceSelect
          sources={Source.options}
          source={filter.source}
          onChange={(source) => change({ source }, 'push')}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere */}
      <div role="group" aria-label="Status" className="flex flex-wrap @min-[27rem]:px-1.5 px-2 pb-1.5">
        {shown.map(({ status, word, n }) => (
          <button
            key={word}
            type="button"
            aria-pressed={filter.status === status}
            onClick={() => change({ status }, 'push')}
            className="figures flex h-6 items-center gap-1 rounded-sm px-1 @min-[27rem]:px-1.5 text-soft text-xs hover:bg-hover hover:text-ink aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-ink"
          >
            <TabWord word={word} />
            <span className="min-w-[1ch] text-2xs text-faint">{n === undefined ? '' : count(n)}</span>
          </button>
        ))}
      </div>
    </div>
  )
}

/** The longest word is shortened where all of them do not fit side by side. */
function TabWord({ word }: { word: string }) {
  if (word !== STATUS_WORDS.needs_review) return word
  return (
    <>
      <span className="@max-[30rem]:hidden">{word}</span>
      <span className="@min-[30rem]:hidden">Review</span>
    </>
  )
}

function Search(props: { q: string; inputRef: RefObject<HTMLInputElement | null>; onChange: (q: string) => void }) {
  const { q, inputRef, onChange } = props
  const [text, setText] = useState(q)
  const [known, setKnown] = useState(q)
  // The address changed by itself (back, a followed link): the field follows.
  if (known !== q) {
    setKnown(q)
    if (q !== text.trim()) setText(q)
  }
  useEffect(() => {
    if (text.trim() === q) return
    const timer = setTimeout(() => onChange(text.trim()), PAUSE)
    return () => clearTimeout(timer)
  })
  return (
    <SearchBox
      label="Search"
      placeholder="Search"
      maxLength={200}
      text={text}
      inputRef={inputRef}
      onText={setText}
      onDone={() => {
        if (text.trim() !== q) onChange(text.trim())
      }}
    />
  )
}
