import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useServices } from '../../app/services.tsx'
import type { ProofSubject } from '../../client/audit-api.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Modal, ModalFoot, ModalReply } from '../../design/modal.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { ProofFacts } from './proof-facts.tsx'

/** Writes a proof folder, then says where it is and how anyone can check it. */
export function ProofDialog({ subject, onClose }: { subject: ProofSubject; onClose: () => void }) {
  const { api, announce } = useServices()
  const write = useMutation({
    mutationFn: () => api.exportProof(subject),
    onSuccess: ({ folder }) => announce(`The proof was written to ${folder}`),
  })
  // The button that was pressed is gone then.
  const close = useRef<HTMLDivElement>(null)
  const isWritten = write.data !== undefined
  useEffect(() => {
    if (isWritten) close.current?.querySelector('button')?.focus()
  }, [isWritten])
  return (
    <Modal title="Export proof" initialFocus="[data-first]" onClose={onClose}>
      <div className="flex flex-col gap-3 px-5 py-4">
        {write.data === undefined ? (
          <p className="text-soft">
            Writes a folder about the {subject.kind === 'task' ? 'task' : 'correlation'}{' '}
            <code className="break-all text-ink text-xs">
              <Inert text={subject.id} />
            </code>
            : its log lines as they are, with proof that they belong to the chain; its approvals and its evidence; and a
            verifier that needs nothing but Node. Whoever gets it can read all of that.
          </p>
        ) : (
          <ProofFacts made={write.data} />
        )}
        {write.error !== null && (
          <ModalReply>
            <ProblemView failure={asFailure(write.error)} onRetry={null} />
          </ModalReply>
        )}
      </div>
      <div ref={close} className="contents">
        <ModalFoot>
          <Button look="plain" onClick={onClose}>
            Close
          </Button>
          {write.data === undefined && (
            <Button look="accent" data-first disabled={write.isPending} onClick={() => write.mutate()}>
              {write.isPending ? 'Writing…' : write.error === null ? 'Write the folder' : 'Try again'}
            </Button>
          )}
        </ModalFoot>
      </div>
    </Modal>
  )
}
