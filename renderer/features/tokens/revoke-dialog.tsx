import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TokenInfo } from '../../../contract/session.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Modal, ModalFoot, ModalReply } from '../../design/modal.tsx'
import { ProblemView } from '../../design/problem-view.tsx'

/** The last look before a token ends for good. */
export function RevokeDialog({ token, onClose }: { token: TokenInfo; onClose: () => void }) {
  const { api, announce } = useServices()
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.revokeToken(token.jti),
    onSuccess: () => {
      announce('Revoked')
      onClose()
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['tokens'] }),
  })
  return (
    <Modal title="Revoke this token?" onClose={onClose} initialFocus="[data-way-out]">
      <div className="flex flex-col gap-3 px-5 py-4">
        <p className="[overflow-wrap:anywhere]">
          <strong className="font-semibold">
            <Inert text={token.sub} />
          </strong>{' '}
          ({token.scope}) is refused from the next request on. This cannot be undone.
        </p>
        {token.door === 'console' && (
          <p>It is the session of a browser, perhaps of this one: it has to log in again.</p>
        )}
        <code className="break-all text-2xs text-soft">{token.jti}</code>
        {revoke.error !== null && (
          <ModalReply>
            <ProblemView failure={asFailure(revoke.error)} onRetry={null} />
          </ModalReply>
        )}
      </div>
      <ModalFoot>
        <Button look="plain" data-way-out onClick={onClose}>
          Cancel
        </Button>
        <Button look="danger" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          Revoke
        </Button>
      </ModalFoot>
    </Modal>
  )
}
