import { useState } from 'react'
import type { AgentRun } from '../../../contract/agent.ts'
import { useServices } from '../../app/services.tsx'
import { Button } from '../../design/button.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { isOpenRun } from './run-words.ts'

/** Ends a running agent with everything that it started; the round of its task ends with it. */
export function StopRun({ run, look }: { run: AgentRun; look: 'quiet' | 'danger' }) {
  const { api, announce, mayDecide } = useServices()
  const { phase } = useLiveState()
  const [isAsked, setAsked] = useState(false)
  const [isBegun, setBegun] = useState(false)
  if (!mayDecide || !isOpenRun(run)) return null
  if (isBegun) return <span className="text-soft text-xs">It is being ended…</span>
  return (
    <>
      <Button
        look={look}
        className={look === 'quiet' ? '!h-6 !px-1.5 !text-xs' : ''}
        aria-label={`Stop ${run.agent}…`}
        disabled={phase !== 'live'}
        title={phase === 'live' ? undefined : 'The service does not answer now'}
        onClick={() => setAsked(true)}
      >
        Stop…
      </Button>
      {isAsked && (
        <ReasonDialog
          title={`Stop ${run.agent}?`}
          verb="Stop it"
          look="danger"
          least={1}
          longest={500}
          send={(reason) => api.stopAgentRun(run.run_id, reason)}
          onDone={() => {
            setBegun(true)
            setAsked(false)
            announce(`${run.agent} is being ended`)
          }}
          onClose={() => setAsked(false)}
        >
          <p>
            Its program is ended now, with every process that it started, and round {run.round} of the task is over
            without a verdict. What it has written so far stays in its workspace and in its log.
          </p>
        </ReasonDialog>
      )}
    </>
  )
}
