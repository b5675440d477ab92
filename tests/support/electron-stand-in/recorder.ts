/** What the app asked of the desktop around it, in order. */
export interface Recorded {
  readonly kind: string
  readonly data: unknown
}

export interface Recorder {
  readonly all: readonly Recorded[]
  note(kind: string, data: unknown): void
}

export function createRecorder(): Recorder {
  const all: Recorded[] = []
  return {
    all,
    note: (kind, data) => {
      all.push({ kind, data })
    },
  }
}
