import { useQuery } from '@tanstack/react-query'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { RunningIcon } from '../../design/icons.tsx'
import { Modal, ModalFoot } from '../../design/modal.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { GapReportView } from './gap-report-view.tsx'

/** Asks GitHub which deliveries it sent, and offers to fetch those that never arrived. */
export function GapsDialog({ onClose }: { onClose: () => void }) {
  const { api } = useServices()
  const query = useQuery({
    queryKey: ['gaps'],
    queryFn: ({ signal }) => api.githubGaps(signal),
    gcTime: 0,
    refetchOnMount: 'always',
  })
  const failure = query.error === null ? null : asFailure(query.error)
  return (
    <Modal title="Missed deliveries from GitHub" onClose={onClose} initialFocus="button[data-close]">
      <div className="flex flex-col gap-3 px-5 py-4" aria-busy={query.isFetching}>
        {query.isFetching ? (
          <p role="status" className="flex items-center gap-2 text-soft">
            <RunningIcon className="animate-spin" />
            Comparing GitHub’s own record of the last three days with what arrived here…
          </p>
        ) : failure !== null ? (
          <ProblemView
            failure={failure}
            onRetry={failure.code === 'github_gaps_off' ? null : () => void query.refetch()}
          />
        ) : (
          query.data !== undefined && <GapReportView key={query.dataUpdatedAt} report={query.data} onLeave={onClose} />
        )}
      </div>
      <ModalFoot>
        {query.data !== undefined && !query.isFetching && (
          <Button look="quiet" onClick={() => void query.refetch()}>
            Look again
          </Button>
        )}
        <Button look="plain" data-close onClick={onClose}>
          {query.isFetching ? 'Cancel' : 'Close'}
        </Button>
      </ModalFoot>
    </Modal>
  )
}
