/** One refused delivery, as it is kept to be looked at. */
export interface RefusalSample {
  /** Its group. */
  readonly refusal_id: string
  /** Which of its group it was; 1 is the first. */
  readonly nth: number
  readonly received_at: string
  /** From where it came: an address, or the sender's id. */
  readonly address: string | null
  readonly correlation_id: string
  /** Secrets redacted, at most 4 KiB as JSON. */
  readonly headers: Readonly<Record<string, string>>
  /** How many headers had no room. */
  readonly headers_dropped: number
  /** Length of the body that came, or that was announced. */
  readonly bytes: number
  /** Its first 4 KiB; null when it was not read. */
  readonly body: Uint8Array | null
  readonly truncated: boolean
}

export interface SampleLimits {
  /** The first of a group and its latest. */
  readonly perGroup: number
  readonly samples: number
  /** Of bodies and headers together. */
  readonly bytes: number
}

export const SAMPLE_LIMITS: SampleLimits = { perGroup: 20, samples: 500, bytes: 2 * 1024 * 1024 }

/** Samples of refusals within bounds, so that no flood pushes out what came before it: whoever has most gives first. */
export interface RefusalSamples {
  /** Returns those that had to go for it. */
  keep(sample: RefusalSample): readonly RefusalSample[]
  /** Of a group, newest first. */
  of(refusalId: string): readonly RefusalSample[]
  /** Group by group, each oldest first; kept again in this order they are the same. */
  all(): readonly RefusalSample[]
}

export function createRefusalSamples(limits: SampleLimits): RefusalSamples {
  /** The group that was quiet longest comes first. */
  const groups = new Map<string, RefusalSample[]>()
  let samples = 0
  let bytes = 0

  function take(group: RefusalSample[], place: number): RefusalSample[] {
    const taken = group.splice(place, 1)
    for (const each of taken) {
      samples -= 1
      bytes -= weightOf(each)
      if (group.length === 0) groups.delete(each.refusal_id)
    }
    return taken
  }

  /** Of the largest groups the quietest gives one: between its first and its newest if there is any, else its oldest. */
  function giveOne(): RefusalSample[] {
    let largest: RefusalSample[] = []
    for (const group of groups.values()) if (group.length > largest.length) largest = group
    return take(largest, largest.length > 2 ? 1 : 0)
  }

  return {
    keep: (sample) => {
      const group = groups.get(sample.refusal_id) ?? []
      groups.delete(sample.refusal_id)
      groups.set(sample.refusal_id, group)
      group.push(sample)
      samples += 1
      bytes += weightOf(sample)
      const gone = group.length > limits.perGroup ? take(group, 1) : []
      while (samples > limits.samples || bytes > limits.bytes) gone.push(...giveOne())
      return gone
    },
    of: (refusalId) => (groups.get(refusalId) ?? []).toReversed(),
    all: () => [...groups.values()].flat(),
  }
}

function weightOf({ body, headers }: RefusalSample): number {
  let weight = body?.length ?? 0
  for (const name in headers) weight += name.length + (headers[name] ?? '').length
  return weight
}
