import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import { useVerbs } from '../../app/use-verbs.ts'
import { Button } from '../../design/button.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { GiveDialog } from './give-dialog.tsx'
import { possibleWork } from './possible-work.ts'
import { ReasonDialog } from './reason-dialog.tsx'

type Asked = { readonly what: 'give'; readonly task: TaskDetail } | { readonly what: 'withdraw' | 'unlock' }

/** What can be done about the work of agents now: give it out, take it back, open it again. */
export function WorkActions({ task, view }: { task: TaskDetail; view: ProtocolView | null }) {
  const { api, announce, mayDecide } = useServices()
  const { phase } = useLiveState()
  const queries = useQueryClient()
  const [asked, setAsked] = useState<Asked | null>(null)
  const possible = possibleWork(task, view, mayDecide, phase === 'live')
  const round = view?.rounds.at(-1)?.dispatch
  const close = () => setAsked(null)
  const done = (words: string) => (after: ProtocolView) => {
    queries.setQueryData(['protocol', task.task_id], after)
    void queries.invalidateQueries({ queryKey: ['task', task.task_id] })
    announce(words)
    close()
  }
  const give = () => setAsked({ what: 'give', task })
  useVerbs([
    { id: 'give', title: 'Give the task to an agent…', keys: [], whyNot: possible.give.whyNot, run: give },
    ...(possible.withdraw.isShown
      ? [
          {
            ...{ id: 'withdraw', title: 'Withdraw the work from the agent…', keys: [] },
            ...{ whyNot: possible.withdraw.whyNot, run: () => setAsked({ what: 'withdraw' }) },
          },
        ]
      : []),
    ...(possible.unlock.isShown
      ? [
          {
            ...{ id: 'unlock', title: 'Unlock the task…', keys: [] },
            ...{ whyNot: possible.unlock.whyNot, run: () => setAsked({ what: 'unlock' }) },
          },
        ]
      : []),
  ])
  return (
    <>
      <span className="flex flex-wrap gap-2">
        {possible.give.isShown && (
          <Button
            look="plain"
            className="!h-7"
            disabled={possible.give.whyNot !== null}
            title={possible.give.whyNot ?? undefined}
            onClick={give}
          >
            {view === null ? 'Give to an agent…' : 'Give out again…'}
          </Button>
        )}
        {possible.withdraw.isShown && (
          <Button
            look="danger"
            className="!h-7"
            disabled={possible.withdraw.whyNot !== null}
            title={possible.withdraw.whyNot ?? undefined}
            onClick={() => setAsked({ what: 'withdraw' })}
          >
            Withdraw…
          </Button>
        )}
        {possible.unlock.isShown && (
          <Button
            look="plain"
            className="!h-7"
            disabled={possible.unlock.whyNot !== null}
            title={possible.unlock.whyNot ?? undefined}
            onClick={() => setAsked({ what: 'unlock' })}
          >
            Unlock…
          </Button>
        )}
      </span>
      {asked?.what === 'give' && <GiveDialog task={asked.task} view={view} onClose={close} />}
      {asked?.what === 'withdraw' && round !== undefined && (
        <ReasonDialog
          title="Withdraw the work?"
          verb="Withdraw it"
          look="danger"
          least={1}
          longest={500}
          send={(reason) => api.withdraw(task.task_id, round.dispatch_id, reason)}
          onDone={done('Withdrawn')}
          onClose={close}
        >
          <p>Round {round.round} is over without a verdict, and the agents that work on it are ended.</p>
        </ReasonDialog>
      )}
      {asked?.what === 'unlock' && view !== null && (
        <ReasonDialog
          title="Unlock this task?"
          verb="Unlock it"
          look="accent"
          least={10}
          longest={4_000}
          send={(reason) => api.unlock(task.task_id, view.base_sha, reason)}
          onDone={done('Unlocked')}
          onClose={close}
        >
          <p>
            It went through as many rounds as it may. Unlocked, it may be given out {view.max_rounds} times more: look
            first at what the rounds were rejected for, and say what will be different.
          </p>
        </ReasonDialog>
      )}
    </>
  )
}
