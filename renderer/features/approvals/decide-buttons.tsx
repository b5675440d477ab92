import { Button, Key } from '../../design/button.tsx'
import { ModalFoot } from '../../design/modal.tsx'
import type { ApprovalDecision } from './use-decide.ts'

interface DecideButtonsProps {
  kind: ApprovalDecision
  /** `first` of two arms, `second` decides; `only` decides at once. */
  step: 'only' | 'first' | 'second'
  ready: boolean
  isEnded: boolean
  onClose: () => void
}

const WORDS = { only: 'Approve', first: 'Continue…', second: 'Approve: let it leave' } as const

export function DecideButtons({ kind, step, ready, isEnded, onClose }: DecideButtonsProps) {
  return (
    <ModalFoot>
      {!isEnded && (
        <span className="mr-auto flex items-center gap-1 text-faint text-xs max-wide:hidden">
          {step !== 'only' && <span className="mr-2">Step {step === 'first' ? '1' : '2'} of 2</span>}
          <span aria-hidden="true" className="flex items-center gap-1">
            <Key>Ctrl</Key>
            <Key>Enter</Key>
            <span className="ml-1">{step === 'first' ? 'goes on' : 'confirms'}</span>
          </span>
        </span>
      )}
      <Button look="plain" data-way-out onClick={onClose}>
        {isEnded ? 'Close' : 'Cancel'}
      </Button>
      {!isEnded && (
        <Button look={kind === 'deny' || step === 'second' ? 'danger' : 'accent'} type="submit" disabled={!ready}>
          {kind === 'deny' ? 'Deny' : WORDS[step]}
        </Button>
      )}
    </ModalFoot>
  )
}
