import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { AgentInfo } from '../../../contract/agent.ts'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Modal, ModalFoot, ModalReply } from '../../design/modal.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { CriteriaEditor } from './criteria-editor.tsx'
import { type DispatchDraft, draftOf, fitting, readDispatch } from './dispatch-draft.ts'
import { GivenBefore } from './given-before.tsx'
import { KIND_WORDS, READY_WORDS } from './run-words.ts'
import { useAgents } from './use-agents.ts'

const BOX = 'w-full rounded-md border border-line-strong bg-surface px-2 text-sm aria-[invalid=true]:border-rejected'

interface GiveDialogProps {
  /** As it stood when it was asked: the dispatch is bound to its base_sha. */
  task: TaskDetail
  /** Null when it was never given out. */
  view: ProtocolView | null
  onClose: () => void
}

/** Gives a task to an executor. Criteria and scope are settled the first time and stay. */
export function GiveDialog({ task, view, onClose }: GiveDialogProps) {
  const { api, announce } = useServices()
  const queries = useQueryClient()
  const agents = useAgents(true)
  const last = view?.rounds.at(-1)?.dispatch ?? null
  const [draft, setDraft] = useState<DispatchDraft>(() => ({
    ...draftOf(task),
    ...(last === null ? {} : { agent: last.agent ?? '', reviewer: last.reviewer ?? '' }),
  }))
  const [isTried, setTried] = useState(false)
  const reading = readDispatch(draft, last === null, task.base_sha)
  const faults = reading.ok || !isTried ? {} : reading.faults
  const giving = useMutation({
    mutationFn: (request: Parameters<typeof api.dispatch>[1]) => api.dispatch(task.task_id, request),
    onSuccess: (given) => {
      queries.setQueryData(['task', task.task_id], given.task)
      void queries.invalidateQueries({ queryKey: ['protocol', task.task_id] })
      announce(`Given to ${given.dispatch.agent ?? 'whoever has a token for it'}`)
      onClose()
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['task', task.task_id] }),
  })
  const id = useId()
  const items = agents.data?.items ?? []
  return (
    <Modal title="Give this task to an agent" onClose={onClose} initialFocus="select">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (reading.ok && !giving.isPending) giving.mutate(reading.request)
        }}
      >
        <div className="flex flex-col gap-4 px-5 py-4">
          {agents.error !== null && agents.data === undefined && (
            <ProblemView failure={asFailure(agents.error)} onRetry={() => void agents.refetch()} />
          )}
          <div className="grid gap-3 min-[30rem]:grid-cols-2">
            <Who
              label="Executor"
              agents={fitting(items, 'executor')}
              value={draft.agent}
              onValue={(agent) => setDraft({ ...draft, agent })}
            />
            <Who
              label="Reviewer"
              agents={fitting(items, 'reviewer')}
              value={draft.reviewer}
              onValue={(reviewer) => setDraft({ ...draft, reviewer })}
            />
          </div>
          {draft.agent === '' && (
            <p className="text-soft text-xs">
              Nobody is started: the work is taken by whoever has a token of scope executor for this task.
            </p>
          )}
          {last !== null ? (
            <GivenBefore dispatch={last} issues={view?.rounds.at(-1)?.verdict?.issues ?? last.issues} />
          ) : (
            <>
              <CriteriaEditor
                criteria={draft.criteria}
                faults={faults}
                onCriteria={(criteria) => setDraft({ ...draft, criteria })}
              />
              <div>
                <label htmlFor={`${id}-scope`} className="mb-1 block font-medium">
                  What may be touched
                </label>
                <textarea
                  id={`${id}-scope`}
                  rows={3}
                  spellCheck={false}
                  aria-invalid={faults['scope'] !== undefined}
                  aria-describedby={`${id}-scope-foot`}
                  value={draft.scope}
                  onChange={({ target }) => setDraft({ ...draft, scope: target.value })}
                  className={`${BOX} block resize-y py-1.5 font-mono !text-xs`}
                />
                <p id={`${id}-scope-foot`} className="mt-1 text-soft text-xs">
                  One per line: a file, a folder ending with /, or a pattern like <code>{'src/**/*.ts'}</code>. Empty:
                  nothing may be touched.{' '}
                  {faults['scope'] !== undefined && <span className="text-rejected">{faults['scope']}</span>}
                </p>
              </div>
            </>
          )}
          <div>
            <label htmlFor={`${id}-minutes`} className="mb-1 block font-medium">
              Minutes until the result must be there{' '}
              <span className="font-normal text-faint">(empty: as the settings say)</span>
            </label>
            <input
              id={`${id}-minutes`}
              inputMode="numeric"
              autoComplete="off"
              maxLength={5}
              aria-invalid={faults['minutes'] !== undefined}
              aria-describedby={`${id}-minutes-foot`}
              value={draft.minutes}
              onChange={({ target }) => setDraft({ ...draft, minutes: target.value })}
              className={`${BOX} figures h-8 !w-24`}
            />
            <p id={`${id}-minutes-foot`} className="mt-1 text-rejected text-xs empty:hidden">
              {faults['minutes']}
            </p>
          </div>
          {giving.error !== null && (
            <ModalReply>
              <ProblemView failure={asFailure(giving.error)} onRetry={null} />
            </ModalReply>
          )}
        </div>
        <ModalFoot>
          {isTried && !reading.ok && (
            <p role="alert" className="mr-auto text-rejected text-xs">
              Something above is not as it must be.
            </p>
          )}
          <Button look="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button look="accent" type="submit" disabled={giving.isPending}>
            {giving.isPending ? 'Giving…' : 'Give it'}
          </Button>
        </ModalFoot>
      </form>
    </Modal>
  )
}

interface WhoProps {
  label: string
  agents: readonly AgentInfo[]
  value: string
  onValue: (agent: string) => void
}

function Who({ label, agents, value, onValue }: WhoProps) {
  const id = useId()
  const chosen = agents.find(({ agent }) => agent === value)
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <select id={id} value={value} onChange={({ target }) => onValue(target.value)} className={`${BOX} h-8`}>
        <option value="">whoever has a token for it</option>
        {value !== '' && chosen === undefined && <option value={value}>{value} (not set up)</option>}
        {agents.map(({ agent, kind, state, running }) => (
          <option key={agent} value={agent}>
            {agent} ({KIND_WORDS[kind]}
            {state !== 'ready' && `, ${READY_WORDS[state].toLowerCase()}`}
            {running.length > 0 && `, ${running.length} at work`})
          </option>
        ))}
      </select>
    </div>
  )
}
