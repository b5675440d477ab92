import type { SideEffectLevel } from '../../../contract/tool.ts'
import { EyeIcon, OutIcon, PenIcon, WarningIcon } from '../../design/icons.tsx'
import { LEVEL_WORDS } from './approval-words.ts'

const LOOKS = {
  read_only: { Icon: EyeIcon, look: 'border-line-strong text-faint' },
  local_write: { Icon: PenIcon, look: 'border-line-strong text-soft' },
  external_notify: { Icon: OutIcon, look: 'border-warn-line bg-warn-ground text-pending' },
  external_publish: { Icon: WarningIcon, look: 'border-danger-line bg-danger-ground text-rejected' },
} as const

/** What a call can do to the world: drawing and words, its exact name and meaning under the pointer. */
export function LevelBadge({ level }: { level: SideEffectLevel }) {
  const { Icon, look } = LOOKS[level]
  const { word, means } = LEVEL_WORDS[level]
  return (
    <span
      title={`${level}: ${means}`}
      className={`inline-flex shrink-0 items-center gap-1 whitespace-nowrap rounded-[3px] border px-1 font-medium text-2xs leading-[15px] ${look}`}
    >
      <Icon className="size-3" />
      {word}
    </span>
  )
}
