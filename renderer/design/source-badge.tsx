import type { Source } from '../../contract/task.ts'

export const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  telegram: 'Telegram',
  github: 'GitHub',
  xcode: 'Xcode',
  api: 'API',
  schedule: 'Schedule',
}

export function SourceBadge({ source }: { source: Source | null }) {
  return (
    <span className="shrink-0 rounded-[3px] border border-line-strong px-1 text-2xs text-soft leading-[15px]">
      {source === null ? 'Unknown' : SOURCE_NAMES[source]}
    </span>
  )
}
