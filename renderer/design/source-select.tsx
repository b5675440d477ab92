import type { Source } from '../../contract/task.ts'
import { SOURCE_NAMES } from './source-badge.tsx'

interface SourceSelectProps<S extends Source> {
  sources: readonly S[]
  /** Null: all of them. */
  source: S | null
  onChange: (source: S | null) => void
}

/** Which source to list. */
export function SourceSelect<S extends Source>({ sources, source, onChange }: SourceSelectProps<S>) {
  return (
    <select
      aria-label="Source"
      value={source ?? ''}
      onChange={(event) => onChange(sources.find((each) => each === event.target.value) ?? null)}
      className="h-8 rounded-md border border-line-strong bg-surface px-1.5 text-sm text-soft"
    >
      <option value="">All sources</option>
      {sources.map((each) => (
        <option key={each} value={each}>
          {SOURCE_NAMES[each]}
        </option>
      ))}
    </select>
  )
}
