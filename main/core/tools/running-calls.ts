/** Tools that run right now, by the id of their call, so that one of them can be ended. */
export interface RunningCalls {
  /** The signal falls when the call is cancelled; `close` when it has ended. `atOnce`: runs of this tool now, this one among them. */
  open(callId: string, tool: string): { readonly signal: AbortSignal; readonly atOnce: number; close(): void }
  /** False when no such call runs. */
  cancel(callId: string, why: Error): boolean
}

export function createRunningCalls(): RunningCalls {
  const running = new Map<string, { readonly controller: AbortController; readonly tool: string }>()
  return {
    open: (callId, tool) => {
      const controller = new AbortController()
      running.set(callId, { controller, tool })
      const atOnce = [...running.values()].filter((one) => one.tool === tool).length
      return { signal: controller.signal, atOnce, close: () => running.delete(callId) }
    },
    cancel: (callId, why) => {
      const controller = running.get(callId)?.controller
      controller?.abort(why)
      return controller !== undefined
    },
  }
}
