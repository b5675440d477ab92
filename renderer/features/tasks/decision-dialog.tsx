import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import type { DecisionKind } from '../../client/api.ts'
import { asFailure, type Failure } from '../../client/failure.ts'
import { Button, Key } from '../../design/button.tsx'
import { Modal, ModalAnswer, ModalFoot, ModalReply } from '../../design/modal.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { DecisionProof } from '../agents/decision-proof.tsx'
import { LEAST_OVERRIDE, proofStands } from '../agents/proof-stands.ts'
import { useProtocol } from '../agents/use-protocol.ts'
import { ConflictView } from './conflict-view.tsx'
import { DecisionSubject } from './decision-subject.tsx'

const WORDS = {
  approve: { title: 'Approve this task?', act: 'Approve', done: 'Approved' },
  reject: { title: 'Reject this task?', act: 'Reject', done: 'Rejected' },
} as const

/** The service may have decided and the reply been lost: nothing is claimed either way. */
const UNKNOWN_OUTCOME: Partial<Failure> = {
  title: 'No reply came to the decision',
  detail: 'It is not known whether it was recorded.',
  hint: 'Look at the task when the connection is back. Deciding again cannot record it twice: a decision fits one version only.',
}

interface DecisionDialogProps {
  kind: DecisionKind
  /** The task as it stood when the operator asked: the decision is bound to its base_sha. */
  seen: TaskDetail
  /** The task as it stands now. */
  now: TaskDetail | undefined
  comment: string
  onComment: (comment: string) => void
  /** `look`: the operator wants to see the task as it stands now. */
  onClose: (how: 'done' | 'cancel' | 'look') => void
}

export function DecisionDialog({ kind, seen, now, comment, onComment, onClose }: DecisionDialogProps) {
  const { api, announce } = useServices()
  const queries = useQueryClient()
  const words = WORDS[kind]
  const [override, setOverride] = useState('')
  const { data: view } = useProtocol(seen)
  const proof = kind === 'approve' ? proofStands(view) : 'whole'
  const mustExplain = proof === 'blocked' && override.trim().length < LEAST_OVERRIDE
  const decide = useMutation({
    mutationFn: () => api.decide(kind, seen.task_id, seen.base_sha, comment, proof === 'blocked' ? override : ''),
    onSuccess: (decided) => {
      queries.setQueryData(['task', seen.task_id], decided)
      announce(`${words.done}`)
      onClose('done')
    },
    onError: () => {
      for (const name of ['task', 'protocol']) void queries.invalidateQueries({ queryKey: [name, seen.task_id] })
    },
  })
  const failure = decide.error === null ? null : asFailure(decide.error)
  const changed = !decide.isPending && now !== undefined && now.base_sha !== seen.base_sha
  const conflict = failure?.code === 'write_conflict' || (changed && failure === null)
  const confirm = () => {
    if (!decide.isPending && !conflict && proof !== 'open' && !mustExplain) decide.mutate()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm()
  }

  return (
    <Modal
      title={conflict ? 'The task changed while you were deciding' : words.title}
      onClose={() => onClose('cancel')}
      initialFocus="textarea"
    >
      <form
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          confirm()
        }}
      >
        <div className="flex flex-col gap-4 px-5 py-4">
          {!conflict && <DecisionSubject task={seen} />}
          {!conflict && kind === 'approve' && view !== undefined && (
            <DecisionProof view={view} override={override} onOverride={setOverride} />
          )}
          {conflict && <ConflictView seen={seen} now={now} currentSha={failure?.current_sha ?? null} />}
          {failure !== null && !conflict && (
            <ModalReply>
              <ProblemView
                failure={failure.code === 'unreachable' ? { ...failure, ...UNKNOWN_OUTCOME } : failure}
                onRetry={null}
              />
            </ModalReply>
          )}
        </div>
        <ModalAnswer
          label="Comment"
          note="optional"
          longest={4_000}
          required={false}
          value={comment}
          onChange={onComment}
        />
        <ModalFoot>
          {!conflict && (
            <span aria-hidden="true" className="mr-auto flex items-center gap-1 text-faint text-xs max-wide:hidden">
              <Key>Ctrl</Key>
              <Key>Enter</Key>
              <span className="ml-1">confirms</span>
            </span>
          )}
          <Button look="plain" onClick={() => onClose('cancel')}>
            Cancel
          </Button>
          {conflict ? (
            <Button look="accent" onClick={() => onClose('look')}>
              Look at the new version
            </Button>
          ) : (
            <Button
              look={kind === 'approve' ? 'accent' : 'danger'}
              type="submit"
              disabled={decide.isPending || proof === 'open' || mustExplain}
            >
              {words.act}
            </Button>
          )}
        </ModalFoot>
      </form>
    </Modal>
  )
}
