import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Modal, ModalAnswer, ModalFoot, ModalReply } from '../../design/modal.tsx'
import { ProblemView } from '../../design/problem-view.tsx'

interface ReasonDialogProps<T> {
  title: string
  /** What the button does. */
  verb: string
  look: 'accent' | 'danger'
  /** Characters of the reason. */
  least: number
  longest: number
  send: (reason: string) => Promise<T>
  onDone: (reply: T) => void
  onClose: () => void
  /** What will happen. */
  children: ReactNode
}

/** Something that needs a reason, which goes into the log. */
export function ReasonDialog<T>(props: ReasonDialogProps<T>) {
  const { title, verb, look, least, longest, send, onDone, onClose, children } = props
  const [reason, setReason] = useState('')
  const sending = useMutation({ mutationFn: () => send(reason.trim()), onSuccess: onDone })
  const isShort = reason.trim().length < least
  return (
    <Modal title={title} onClose={onClose} initialFocus="textarea">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!isShort && !sending.isPending) sending.mutate()
        }}
      >
        <div className="flex flex-col gap-3 px-5 py-4">
          <div className="text-soft">{children}</div>
          {sending.error !== null && (
            <ModalReply>
              <ProblemView failure={asFailure(sending.error)} onRetry={null} />
            </ModalReply>
          )}
        </div>
        <ModalAnswer
          label="Why"
          note={least > 1 ? `at least ${least} characters; goes into the log` : 'goes into the log'}
          longest={longest}
          required={true}
          value={reason}
          onChange={setReason}
        />
        <ModalFoot>
          <Button look="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button look={look} type="submit" disabled={isShort || sending.isPending}>
            {verb}
          </Button>
        </ModalFoot>
      </form>
    </Modal>
  )
}
