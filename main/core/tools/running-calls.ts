/** Tools that run right now, by the id of their call, so that one of them can be ended. */
export interface RunningCalls {
  /** The signal falls when the call is cancelled; `close` when it has ended. */
  open(callId: string): { readonly signal: AbortSignal; close(): void }
  /** False when no such call runs. */
  cancel(callId: string, why: Error): boolean
}

export function createRunningCalls(): RunningCalls {
  const running = new Map<string, AbortController>()
  return {
    open: (callId) => {
      const controller = new AbortController()
      running.set(callId, controller)
      return { signal: controller.signal, close: () => running.delete(callId) }
    },
    cancel: (callId, why) => {
      const controller = running.get(callId)
      controller?.abort(why)
      return controller !== undefined
    },
  }
}
