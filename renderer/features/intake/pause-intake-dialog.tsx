import { type FormEvent, useId, useState } from 'react'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Modal, ModalFoot, ModalReply } from '../../design/modal.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useIntake } from './use-intake.ts'

const LONGEST = 500

/** Asks before nothing is taken up any more, and why. */
export function PauseIntakeDialog({ onClose }: { onClose: () => void }) {
  const id = useId()
  const [reason, setReason] = useState('')
  const { pause } = useIntake()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pause.isPending) return
    const why = reason.trim()
    pause.mutate({ paused: true, ...(why === '' ? {} : { reason: why }) }, { onSuccess: onClose })
  }
  return (
    <Modal title="Pause the intake" initialFocus="input" onClose={onClose}>
      <form onSubmit={submit}>
        <div className="flex flex-col gap-3.5 px-5 py-4">
          <p className="text-soft">
            What comes from outside is kept and waits; nothing is started from it and nothing is lost. Telegram keeps
            messages for 24 hours. What is open here can still be decided, and programs with a token go on.
          </p>
          <div>
            <label htmlFor={id} className="mb-1 block font-medium text-xs">
              Why (optional; everybody here sees it)
            </label>
            <input
              id={id}
              value={reason}
              maxLength={LONGEST}
              autoComplete="off"
              onChange={(event) => setReason(event.target.value)}
              className="h-8 w-full rounded-md border border-line-strong bg-surface px-2 text-sm"
            />
          </div>
          {pause.error !== null && (
            <ModalReply>
              <ProblemView failure={asFailure(pause.error)} onRetry={null} />
            </ModalReply>
          )}
        </div>
        <ModalFoot>
          <Button look="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button look="accent" type="submit" disabled={pause.isPending}>
            {pause.isPending ? 'Pausing…' : 'Pause the intake'}
          </Button>
        </ModalFoot>
      </form>
    </Modal>
  )
}
