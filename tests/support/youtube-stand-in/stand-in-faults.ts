/** What YouTube, or the network before it, may do to one request. `keep`: bytes of a chunk that are stored before it happens. */
export type Fault =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly keep: number
      readonly reason?: string
      readonly retryAfter?: string
    }
  /** The connection is cut once that many bytes of the chunk were stored. */
  | { readonly kind: 'cut'; readonly keep: number }
  /** Only so much of the chunk is kept, and 308 says so. */
  | { readonly kind: 'short'; readonly keep: number }
  /** Everything is stored, and a video made if that was all; the answer is lost. */
  | { readonly kind: 'lost answer' }
  /** The session is forgotten. */
  | { readonly kind: 'expired'; readonly status: 404 | 410 }
  /** 308 says that it has this many bytes, whatever it has. */
  | { readonly kind: 'lies'; readonly range: string }
  /** Bytes that were confirmed are gone again. */
  | { readonly kind: 'loses'; readonly bytes: number }

export type FaultPlace = 'token' | 'open' | 'chunk' | 'ask' | 'api'

/** Each is used up by the next request of its place. */
export interface FaultPlan {
  add(place: FaultPlace, ...faults: readonly Fault[]): void
  take(place: FaultPlace): Fault | null
  /** How many have happened. */
  happened(): number
  left(): number
}

export function createFaultPlan(): FaultPlan {
  const waiting: { readonly place: FaultPlace; readonly fault: Fault }[] = []
  let count = 0
  return {
    add: (place, ...faults) => void waiting.push(...faults.map((fault) => ({ place, fault }))),
    take: (place) => {
      const index = waiting.findIndex((one) => one.place === place)
      if (index === -1) return null
      count += 1
      return waiting.splice(index, 1)[0]?.fault ?? null
    },
    happened: () => count,
    left: () => waiting.length,
  }
}
