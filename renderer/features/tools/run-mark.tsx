import type { ToolCallState } from '../../../contract/tool.ts'
import { CheckIcon, CrossIcon, QuestionIcon, RunningIcon, SlashIcon } from '../../design/icons.tsx'
import { Mark } from '../../design/mark.tsx'
import { RUN_WORDS } from './run-words.ts'

const LOOKS = {
  denied: { Icon: SlashIcon, colour: 'text-pending' },
  running: { Icon: RunningIcon, colour: 'text-soft' },
  done: { Icon: CheckIcon, colour: 'text-approved' },
  failed: { Icon: CrossIcon, colour: 'text-rejected' },
  unknown: { Icon: QuestionIcon, colour: 'text-pending' },
} as const

export function RunMark({ state }: { state: ToolCallState }) {
  return <Mark look={LOOKS[state]} word={RUN_WORDS[state]} />
}
