import { AppError } from '../kernel/app-error.ts'

export interface Flight {
  readonly sub: string
  readonly idempotency_key: string
  readonly subject_sha256: string
}

/** Calls that are being decided on or carried out right now, so that no key is in use twice at the same time. */
export interface CallFlights {
  /** Throws AppError `tool_call_running`, or `idempotency_key_reused` when the key is in use for another call. */
  run<T>(flight: Flight, work: () => Promise<T>): Promise<T>
  /** Resolves when those that are on their way now have ended, however they ended. */
  ended(): readonly Promise<unknown>[]
}

export function createCallFlights(): CallFlights {
  const inFlight = new Map<string, { readonly subject_sha256: string; readonly done: Promise<unknown> }>()
  return {
    run: async (flight, work) => {
      const key = JSON.stringify([flight.sub, flight.idempotency_key])
      const running = inFlight.get(key)
      if (running !== undefined) throw taken(flight, running.subject_sha256)
      const done = work()
      inFlight.set(key, { subject_sha256: flight.subject_sha256, done })
      try {
        return await done
      } finally {
        inFlight.delete(key)
      }
    },
    ended: () => [...inFlight.values()].map(({ done }) => done),
  }
}

/** Why a key cannot be used: the call of `subjectSha256` has it. */
export function taken({ idempotency_key, subject_sha256 }: Flight, subjectSha256: string): AppError {
  return subjectSha256 === subject_sha256
    ? new AppError('tool_call_running', `The call ${idempotency_key} is being carried out.`)
    : new AppError('idempotency_key_reused', `${idempotency_key} was used for another call.`)
}
