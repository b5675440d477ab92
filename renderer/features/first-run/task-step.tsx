import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { CreateTask } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'

const LONGEST_TEXT = 20_000
const LONGEST_CRITERION = 4_000
const BOX = 'w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm'

interface TaskStepProps {
  onTouched: () => void
  onMade: (taskId: string) => void
  back: ReactNode
}

/** A real task: written to the data root, recorded in the log, and open on the screen afterwards. */
export function TaskStep({ onTouched, onMade, back }: TaskStepProps) {
  const { api, announce, mayDecide } = useServices()
  const queries = useQueryClient()
  const id = useId()
  const [text, setText] = useState('')
  const [criterion, setCriterion] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const create = useMutation({
    mutationFn: api.createTask,
    onSuccess: (task) => {
      queries.setQueryData(['task', task.task_id], task)
      announce('The task is made')
      onMade(task.task_id)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (create.isPending) return
    const asked = criterion.trim()
    const wanted = CreateTask.safeParse({
      request_text: text.trim(),
      acceptance_criteria: asked === '' ? [] : [{ criterion_id: 'AC-1', text: asked }],
    })
    setWrong(wanted.success ? null : 'Say what is to be done.')
    if (wanted.success) create.mutate(wanted.data)
  }
  return (
    <form onSubmit={submit} aria-label="First task" className="flex flex-col gap-4">
      <p className="text-soft leading-relaxed">
        Say what is to be done and how you will see that it is. Nothing is carried out by this: the task waits for
        someone to work on it and for your decision.
      </p>
      <div>
        <label htmlFor={`${id}-text`} className="mb-1 block font-medium text-xs">
          What is to be done
        </label>
        <textarea
          id={`${id}-text`}
          rows={4}
          value={text}
          maxLength={LONGEST_TEXT}
          required
          aria-describedby={wrong === null ? undefined : `${id}-wrong`}
          onChange={(event) => {
            setText(event.target.value)
            onTouched()
          }}
          className={`${BOX} block resize-y py-2 leading-relaxed`}
        />
        {wrong !== null && (
          <p id={`${id}-wrong`} role="alert" className="mt-1 text-rejected text-xs">
            {wrong}
          </p>
        )}
      </div>
      <div>
        <label htmlFor={`${id}-criterion`} className="mb-1 block font-medium text-xs">
          Done when (optional)
        </label>
        <input
          id={`${id}-criterion`}
          value={criterion}
          maxLength={LONGEST_CRITERION}
          autoComplete="off"
          onChange={(event) => {
            setCriterion(event.target.value)
            onTouched()
          }}
          className={`${BOX} h-8`}
        />
      </div>
      {create.error !== null && <ProblemView failure={asFailure(create.error)} onRetry={null} />}
      {!mayDecide && <p className="text-soft">This session may only read: an admin can make tasks.</p>}
      <div className="flex gap-2">
        {back}
        <Button look="accent" type="submit" disabled={create.isPending || !mayDecide}>
          {create.isPending ? 'Making it…' : 'Make the task'}
        </Button>
      </div>
    </form>
  )
}
