import type { ToolCallState } from '../../../contract/tool.ts'
import { CheckIcon, CrossIcon, QuestionIcon, RunningIcon, SlashIcon } from '../../design/icons.tsx'
import { RUN_WORDS } from './run-words.ts'

const LOOKS = {
  denied: { Icon: SlashIcon, colour: 'text-pending' },
  running: { Icon: RunningIcon, colour: 'text-soft' },
  done: { Icon: CheckIcon, colour: 'text-approved' },
  failed: { Icon: CrossIcon, colour: 'text-rejected' },
  unknown: { Icon: QuestionIcon, colour: 'text-pending' },
} as const

/** Drawing and word. */
export function RunMark({ state }: { state: ToolCallState }) {
  const { Icon, colour } = LOOKS[state]
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap font-medium ${colour}`}>
      <Icon className="size-3.5" />
      {RUN_WORDS[state]}
    </span>
  )
}
