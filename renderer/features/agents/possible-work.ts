import type { ProtocolView } from '../../../contract/protocol-view.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { OPEN_PHASES } from './protocol-words.ts'

interface Possible {
  readonly isShown: boolean
  /** Null where it can be done. */
  readonly whyNot: string | null
}

export interface PossibleWork {
  readonly give: Possible
  readonly withdraw: Possible
  readonly unlock: Possible
}

/** What can be done about the work on a task. `view` null: it was never given out. `isLive`: the service is heard. */
export function possibleWork(
  { verdict }: Pick<TaskDetail, 'verdict'>,
  view: Pick<ProtocolView, 'phase'> | null,
  mayDecide: boolean,
  isLive: boolean,
): PossibleWork {
  const phase = view?.phase ?? (verdict === null ? 'idle' : 'decided')
  const common = !mayDecide ? 'This session may only read' : !isLive ? 'The service does not answer now' : null
  const isOpen = OPEN_PHASES.has(phase)
  const whyNotGive =
    phase === 'locked'
      ? 'It is locked: unlock it first'
      : phase === 'decided'
        ? 'It is decided'
        : isOpen
          ? 'A round is open'
          : null
  return {
    give: {
      isShown: mayDecide && (phase === 'idle' || phase === 'awaiting_dispatch' || phase === 'awaiting_person'),
      whyNot: whyNotGive ?? common,
    },
    withdraw: { isShown: mayDecide && isOpen, whyNot: common },
    unlock: { isShown: mayDecide && phase === 'locked', whyNot: common },
  }
}
