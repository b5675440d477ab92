import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { isBoundScope, Scope } from '../../../contract/scope.ts'
import { CreateToken, type IssuedToken } from '../../../contract/session.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { LIFETIMES, SCOPE_WORDS } from './token-words.ts'

const FIELD = 'h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm'

/** Who the token is for, what it may do, for how long. */
export function TokenForm({ onIssued }: { onIssued: (token: IssuedToken) => void }) {
  const { api } = useServices()
  const queries = useQueryClient()
  const [scope, setScope] = useState<Scope>('observer')
  const [sub, setSub] = useState('')
  const [taskId, setTaskId] = useState('')
  const [ttl, setTtl] = useState(3_600)
  const [wrong, setWrong] = useState<string | null>(null)
  const create = useMutation({
    mutationFn: (wanted: CreateToken) => api.createToken(wanted),
    // The token is shown once and kept nowhere: not in this cache either.
    gcTime: 0,
    onSuccess: (issued) => {
      create.reset()
      setSub('')
      setTaskId('')
      void queries.invalidateQueries({ queryKey: ['tokens'] })
      onIssued(issued)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = CreateToken.safeParse({
      scope,
      ttl_seconds: ttl,
      ...(sub.trim() === '' ? {} : { sub: sub.trim() }),
      ...(isBoundScope(scope) && taskId.trim() !== '' ? { task_id: taskId.trim() } : {}),
    })
    setWrong(wanted.success ? null : (wanted.error.issues[0]?.message ?? 'not valid'))
    if (wanted.success && !create.isPending) create.mutate(wanted.data)
  }
  return (
    <form onSubmit={submit} aria-label="New token" className="@container rounded-md border border-line bg-raised p-4">
      <div className="grid gap-x-4 gap-y-3.5 @lg:grid-cols-2">
        <Field label="Scope" hint={SCOPE_WORDS[scope]}>
          {(id) => (
            <select
              id={id}
              value={scope}
              onChange={(event) => setScope(Scope.parse(event.target.value))}
              className={FIELD}
            >
              {Scope.options.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Expires after" hint="At that moment it is refused, whatever it is doing.">
          {(id) => (
            <select id={id} value={ttl} onChange={(event) => setTtl(Number(event.target.value))} className={FIELD}>
              {LIFETIMES.map(([seconds, words]) => (
                <option key={seconds} value={seconds}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Name (optional)" hint="Who acts with it, as the audit log will say.">
          {(id) => (
            <input
              id={id}
              value={sub}
              maxLength={100}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setSub(event.target.value)}
              className={FIELD}
            />
          )}
        </Field>
        {isBoundScope(scope) && (
          <Field label="Task id" hint="The one task that it is bound to.">
            {(id) => (
              <input
                id={id}
                value={taskId}
                maxLength={64}
                required
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => setTaskId(event.target.value)}
                className={`${FIELD} font-mono`}
              />
            )}
          </Field>
        )}
      </div>
      {wrong !== null && (
        <p role="alert" className="mt-3 text-rejected">
          {wrong}
        </p>
      )}
      {create.error !== null && (
        <div className="mt-3">
          <ProblemView failure={asFailure(create.error)} onRetry={null} />
        </div>
      )}
      <Button look="accent" type="submit" className="mt-4" disabled={create.isPending}>
        Make a token
      </Button>
    </form>
  )
}

function Field(props: { label: string; hint: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium text-xs">
        {props.label}
      </label>
      {props.children(id)}
      <p className="mt-1 text-soft text-xs">{props.hint}</p>
    </div>
  )
}
