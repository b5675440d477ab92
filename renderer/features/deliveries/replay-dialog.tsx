import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DeliveryDetail } from '../../../contract/delivery.ts'
import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Modal, ModalFoot, ModalReply } from '../../design/modal.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { eventWords, outcomeWords } from './delivery-words.ts'

/** Asks before a delivery is carried out again, says what will happen, and then what happened. */
export function ReplayDialog({ delivery, onClose }: { delivery: DeliveryDetail; onClose: () => void }) {
  const { api, announce } = useServices()
  const queries = useQueryClient()
  const { source, delivery_id } = delivery
  const first = delivery.state === 'failed' || delivery.state === 'open'
  const replay = useMutation({
    mutationFn: () => api.replay(source, delivery_id),
    onSuccess: (result) => announce(outcomeWords(result.outcome)),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['delivery', source, delivery_id] })
      void queries.invalidateQueries({ queryKey: ['newest-deliveries'] })
      void queries.invalidateQueries({ queryKey: ['deliveries'] })
    },
  })
  const result = replay.data
  return (
    <Modal
      title={
        result !== undefined
          ? 'The delivery was carried out'
          : first
            ? 'Try this delivery again?'
            : 'Carry this delivery out again?'
      }
      onClose={onClose}
      initialFocus="button[data-confirm]"
    >
      <div className="flex flex-col gap-3 px-5 py-4">
        <p className="break-words font-medium">
          {SOURCE_NAMES[source]} · {eventWords(delivery)}
          <code className="ml-2 break-all font-normal text-soft text-xs">{delivery_id}</code>
        </p>
        {result === undefined && (
          <ul className="flex list-disc flex-col gap-1 pl-5 text-soft leading-relaxed">
            <li>Its stored body is read again, exactly as it came.</li>
            <li>
              {first
                ? 'What was done before it failed is not done again; the rest is.'
                : 'What is there already stays as it is: carrying it out twice changes nothing.'}
            </li>
            <li>If a task holds something newer by now, this one is recorded and not applied.</li>
            <li>If it changes what was approved or rejected, that decision is taken back.</li>
            <li>The audit log names you.</li>
          </ul>
        )}
        {replay.error !== null && (
          <ModalReply>
            <ProblemView failure={asFailure(replay.error)} onRetry={null} />
          </ModalReply>
        )}
        {result !== undefined && (
          <div role="status">
            <Notice look="good" title={outcomeWords(result.outcome)}>
              {result.task_ids.length > 0 && (
                <p className="mt-1 flex flex-wrap gap-x-3">
                  {result.task_ids.map((taskId) => (
                    <a
                      key={taskId}
                      href={formatRoute({ page: 'tasks', taskId, filter: NO_FILTER })}
                      className="break-all font-mono text-accent text-xs underline underline-offset-2"
                    >
                      {taskId}
                    </a>
                  ))}
                </p>
              )}
            </Notice>
          </div>
        )}
      </div>
      <ModalFoot>
        <Button look="plain" onClick={onClose}>
          {result === undefined ? 'Cancel' : 'Close'}
        </Button>
        {result === undefined && (
          <Button look="accent" data-confirm disabled={replay.isPending} onClick={() => replay.mutate()}>
            {replay.isPending ? 'Carrying it out…' : first ? 'Try again' : 'Replay'}
          </Button>
        )}
      </ModalFoot>
    </Modal>
  )
}
