import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PolicySimulation, PolicyView } from '../../../contract/policy.ts'
import { useServices } from '../../app/services.tsx'

interface Draft {
  readonly text: string
  /** The policy that was in force when the change was written. */
  readonly base: PolicyView
}

export interface Tried {
  readonly text: string
  readonly base_sha: string
  readonly result: PolicySimulation
}

/** A change of the policy from the first key to its being in force. What was typed is kept whatever happens in between. */
export function usePolicyDraft(view: PolicyView) {
  const { api, announce } = useServices()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Draft | null>(null)
  const [tried, setTried] = useState<Tried | null>(null)
  const text = draft?.text ?? view.text
  const base = draft?.base ?? view

  const simulate = useMutation({
    mutationFn: async (): Promise<Tried> => ({ text, base_sha: base.sha256, result: await api.simulate(text) }),
    onSuccess: (done) => {
      setTried(done)
      announce(done.result.valid ? `Tried: ${done.result.changes.length} decisions would change` : 'Not valid')
    },
  })
  const save = useMutation({
    mutationFn: () => api.savePolicy({ text, base_sha: base.sha256 }),
    onSuccess: (now) => {
      queries.setQueryData(['policy'], now)
      void queries.invalidateQueries({ queryKey: ['inbox'] })
      setDraft(null)
      setTried(null)
      announce('The policy is in force')
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['policy'] }),
  })

  const isChanged = text !== view.text
  // A simulation speaks for one text against one policy in force, and for no other.
  const fresh = tried !== null && tried.text === text && tried.base_sha === base.sha256 ? tried.result : null
  return {
    text,
    base,
    isChanged,
    /** Another policy came into force since the change was begun. */
    isOvertaken: draft !== null && draft.base.sha256 !== view.sha256,
    /** What trying exactly this text said; null when it was not tried. */
    fresh,
    simulate,
    save,
    edit: (next: string) => {
      save.reset()
      setDraft(next === view.text && base.sha256 === view.sha256 ? null : { text: next, base })
    },
    /** Goes on with the text as a change of what is in force now. */
    rebase: () => {
      save.reset()
      setDraft({ text, base: view })
    },
    drop: () => {
      save.reset()
      setDraft(null)
    },
  }
}

export type PolicyDraft = ReturnType<typeof usePolicyDraft>
