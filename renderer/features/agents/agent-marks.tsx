import type { AgentInfo, AgentRunState } from '../../../contract/agent.ts'
import type { LedgerStatus } from '../../../contract/claim-ledger.ts'
import type { ProtocolPhase } from '../../../contract/protocol-view.ts'
import {
  ApprovedIcon,
  CheckIcon,
  ClockIcon,
  CrossIcon,
  KeyIcon,
  PendingIcon,
  QuestionIcon,
  ReviewIcon,
  RunningIcon,
  SealIcon,
  SlashIcon,
  WarningIcon,
} from '../../design/icons.tsx'
import { Mark } from '../../design/mark.tsx'
import { LEDGER_MEANING, LEDGER_WORDS, PHASE_WORDS } from './protocol-words.ts'
import { READY_WORDS, RUN_STATE_WORDS } from './run-words.ts'

const RUNS = {
  preparing: { Icon: PendingIcon, colour: 'text-soft' },
  running: { Icon: RunningIcon, colour: 'text-accent' },
  ended: { Icon: SlashIcon, colour: 'text-soft' },
  failed: { Icon: CrossIcon, colour: 'text-rejected' },
  stopped: { Icon: SlashIcon, colour: 'text-pending' },
  limit_reached: { Icon: ClockIcon, colour: 'text-pending' },
  lost: { Icon: QuestionIcon, colour: 'text-pending' },
} as const

export function RunStateMark({ state }: { state: AgentRunState }) {
  return <Mark look={RUNS[state]} word={RUN_STATE_WORDS[state]} />
}

const READY = {
  ready: { Icon: CheckIcon, colour: 'text-approved' },
  unavailable: { Icon: CrossIcon, colour: 'text-rejected' },
  unknown: { Icon: QuestionIcon, colour: 'text-soft' },
} as const

export function ReadyMark({ state }: { state: AgentInfo['state'] }) {
  return <Mark look={READY[state]} word={READY_WORDS[state]} />
}

const PHASES = {
  idle: { Icon: SlashIcon, colour: 'text-faint' },
  awaiting_ack: { Icon: PendingIcon, colour: 'text-accent' },
  working: { Icon: RunningIcon, colour: 'text-accent' },
  observing: { Icon: RunningIcon, colour: 'text-accent' },
  awaiting_review: { Icon: ReviewIcon, colour: 'text-accent' },
  awaiting_dispatch: { Icon: PendingIcon, colour: 'text-pending' },
  awaiting_person: { Icon: ReviewIcon, colour: 'text-review' },
  locked: { Icon: KeyIcon, colour: 'text-rejected' },
  decided: { Icon: ApprovedIcon, colour: 'text-soft' },
} as const

export function PhaseMark({ phase }: { phase: ProtocolPhase }) {
  return <Mark look={PHASES[phase]} word={PHASE_WORDS[phase]} />
}

const LEDGER = {
  VERIFIED: { Icon: SealIcon, colour: 'text-approved' },
  GAPS: { Icon: WarningIcon, colour: 'text-rejected' },
  UNVERIFIED: { Icon: QuestionIcon, colour: 'text-pending' },
} as const

export function LedgerMark({ status }: { status: LedgerStatus }) {
  return (
    <span title={LEDGER_MEANING[status]} data-ledger={status} className="inline-flex">
      <Mark look={LEDGER[status]} word={LEDGER_WORDS[status]} />
    </span>
  )
}
