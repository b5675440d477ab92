import type { CiStatus } from '../../contract/outside-refs.ts'
import { CheckIcon, CrossIcon, DotsIcon, QuestionIcon, RunningIcon, SlashIcon } from './icons.tsx'

type CiState = CiStatus['state']

const LOOKS = {
  queued: { Icon: DotsIcon, colour: 'text-faint', word: 'queued' },
  running: { Icon: RunningIcon, colour: 'text-pending', word: 'running' },
  passed: { Icon: CheckIcon, colour: 'text-approved', word: 'passed' },
  failed: { Icon: CrossIcon, colour: 'text-rejected', word: 'failed' },
  cancelled: { Icon: SlashIcon, colour: 'text-faint', word: 'cancelled' },
  unknown: { Icon: QuestionIcon, colour: 'text-faint', word: 'unknown' },
} as const

export function CiMark({ state }: { state: CiState }) {
  const { Icon, colour, word } = LOOKS[state]
  return (
    <span className={`inline-flex items-center gap-0.5 whitespace-nowrap ${colour}`}>
      <Icon className="size-3.5" />
      CI {word}
    </span>
  )
}

/** State of one check, where CI is named already. */
export function CiStateMark({ state }: { state: CiState }) {
  const { Icon, colour, word } = LOOKS[state]
  return (
    <span className={`inline-flex items-center gap-0.5 whitespace-nowrap ${colour}`}>
      <Icon className="size-3.5" />
      {word}
    </span>
  )
}
