import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Approval } from '../../../contract/approval.ts'
import { asFailure } from '../../client/failure.ts'
import { Modal, ModalAnswer, ModalReply } from '../../design/modal.tsx'
import { useServiceNow } from '../inbox/use-inbox.ts'
import { DecideButtons } from './decide-buttons.tsx'
import { DecideItems } from './decide-items.tsx'
import { DecisionRefused, isFinal } from './decision-refused.tsx'
import { LeavesMachine } from './leaves-machine.tsx'
import { NotAllDecided } from './not-all-decided.tsx'
import { timeLeft } from './time-left.ts'
import { type ApprovalDecision, useDecide } from './use-decide.ts'
import { useSubjectChecks } from './use-subject-check.ts'

interface DecideDialogProps {
  kind: ApprovalDecision
  /** As they stood when the operator asked; more than one only of the same action. */
  seen: readonly Approval[]
  /** How the only one stands now; undefined when there are several. */
  now: Approval | undefined
  onClose: (how: 'done' | 'cancel') => void
}

/** The last look before a countersignature or a denial: the exact bytes, hashed here. What publishes needs two steps. */
export function DecideDialog({ kind, seen, now, onClose }: DecideDialogProps) {
  const items = useSubjectChecks(seen, false)
  const [reason, setReason] = useState('')
  const [armed, setArmed] = useState(false)
  const decide = useDecide(kind, items, reason, () => onClose('done'))
  const clock = useServiceNow(1_000)
  const formRef = useRef<HTMLFormElement>(null)
  const failure = decide.error === null ? null : asFailure(decide.error)
  const fits = items.every(({ check }) => check?.state === 'fits')
  const isOver = seen.some((each) => timeLeft(each, clock).isOver)
  const isDecided = now !== undefined && now.state !== 'pending' && !decide.isPending
  const isEnded =
    isOver || isDecided || isFinal(failure) || (decide.data !== undefined && decide.data.refused.length > 0)
  const needsArming = kind === 'approve' && seen.some((each) => each.side_effect_level === 'external_publish')
  const ready = fits && !isEnded && !decide.isPending && (kind === 'approve' || reason.trim() !== '')

  // The button that arms and the one that decides are never the same key press: the focus goes to the way out.
  useEffect(() => {
    if (armed) formRef.current?.querySelector<HTMLElement>('[data-way-out]')?.focus()
  }, [armed])

  const confirm = () => {
    if (!ready) return
    if (needsArming && !armed) setArmed(true)
    else decide.mutate()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.repeat || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    confirm()
  }
  const many = seen.length > 1 ? `these ${seen.length} calls` : 'this call'
  return (
    <Modal
      title={kind === 'approve' ? `Countersign ${many}?` : `Deny ${many}?`}
      onClose={() => onClose('cancel')}
      initialFocus={kind === 'deny' ? 'textarea' : '[data-way-out]'}
    >
      <form ref={formRef} onSubmit={submit} onKeyDown={onKey}>
        <div className="flex flex-col gap-4 px-5 py-4">
          <DecideItems items={items} />
          {armed && !isEnded && (
            <ModalReply>
              <LeavesMachine items={items} />
            </ModalReply>
          )}
          {failure !== null && (
            <ModalReply>
              <DecisionRefused failure={failure} now={now} />
            </ModalReply>
          )}
          {failure === null && isDecided && (
            <ModalReply>
              <DecisionRefused failure={DECIDED_MEANWHILE} now={now} />
            </ModalReply>
          )}
          {failure === null && !isDecided && isOver && (
            <ModalReply>
              <p role="alert" className="font-medium text-pending">
                Its time is over. Nothing was decided; the agent can ask anew.
              </p>
            </ModalReply>
          )}
          {decide.data !== undefined && (
            <ModalReply>
              <NotAllDecided outcome={decide.data} />
            </ModalReply>
          )}
        </div>
        {kind === 'deny' && (
          <ModalAnswer
            label="Reason"
            note="required; the agent is told"
            longest={2_000}
            required={true}
            value={reason}
            onChange={setReason}
          />
        )}
        <DecideButtons
          kind={kind}
          step={needsArming ? (armed ? 'second' : 'first') : 'only'}
          ready={ready}
          isEnded={isEnded}
          onClose={() => onClose(isEnded ? 'done' : 'cancel')}
        />
      </form>
    </Modal>
  )
}

const DECIDED_MEANWHILE = {
  status: null,
  title: 'It changed while you were deciding',
  detail: '',
  hint: '',
  code: 'approval_not_pending',
  correlation_id: null,
  current_sha: null,
  member: null,
}
