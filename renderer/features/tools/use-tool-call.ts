import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import type { SideEffectLevel, ToolRun } from '../../../contract/tool.ts'
import { useServices } from '../../app/services.tsx'
import { CallRefused } from '../../client/call-refused.ts'
import { asFailure } from '../../client/failure.ts'

export interface WantedCall {
  readonly tool: string
  readonly args: JsonObject
  readonly side_effect_level: SideEffectLevel
}

type CallTask = Pick<TaskDetail, 'task_id' | 'correlation_id'>

/** 128 random bits: every attempt has a name of its own. Not randomUUID, which a page over plain HTTP does not have. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/**
 * Sends calls of tools for one task, one at a time. A call that got no reply keeps its key when exactly it is sent again: it may have
 * been begun, and is carried out once.
 */
export function useToolCall(task: CallTask | undefined) {
  const { api } = useServices()
  const queries = useQueryClient()
  const unanswered = useRef<{ readonly call: string; readonly key: string } | null>(null)
  const sending = useMutation({
    mutationFn: async ({ tool, args, side_effect_level }: WantedCall): Promise<ToolRun> => {
      if (task === undefined) throw new Error('There is no task to call it for.')
      const { task_id, correlation_id } = task
      const call = { tool, args, side_effect_level, task_id, correlation_id }
      const text = JSON.stringify(call)
      const key = unanswered.current?.call === text ? unanswered.current.key : freshKey()
      unanswered.current = { call: text, key }
      try {
        const run = await api.beginTool({ ...call, idempotency_key: key })
        unanswered.current = null
        return run
      } catch (error) {
        if (asFailure(error).status !== null) unanswered.current = null
        throw error
      }
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['tool-runs'] }),
  })
  const refusal = sending.error instanceof CallRefused ? sending.error : null
  return {
    send: sending.mutate,
    /** Exactly the last call again. */
    again: () => {
      if (sending.variables !== undefined) sending.mutate(sending.variables)
    },
    reset: sending.reset,
    isSending: sending.isPending,
    /** What the reply said, as it stood then; null when it was for another task. */
    reply: sending.data?.task_id === task?.task_id ? (sending.data ?? null) : null,
    /** The policy did not let it through. */
    refusal,
    failure: sending.error === null || refusal !== null ? null : asFailure(sending.error),
  }
}
