import type { DeliveryName } from '../../core/ingest/delivery-index.ts'

export interface ShelvedFile {
  readonly file: string
  readonly name: DeliveryName
  readonly bytes: number
}

/** Which files there are, in the order in which they may go, and how much they come to. Saves looking at the folder for each write. */
export interface DeliveryShelf {
  readonly files: number
  readonly bytes: number
  /** As the youngest. One that is there already takes its new size. */
  put(entry: ShelvedFile): void
  drop(file: string): void
  oldest(): ShelvedFile | null
}

export function createDeliveryShelf(): DeliveryShelf {
  const entries = new Map<string, ShelvedFile>()
  let bytes = 0

  function drop(file: string): void {
    bytes -= entries.get(file)?.bytes ?? 0
    entries.delete(file)
  }

  return {
    get files() {
      return entries.size
    },
    get bytes() {
      return bytes
    },
    put: (entry) => {
      drop(entry.file)
      entries.set(entry.file, entry)
      bytes += entry.bytes
    },
    drop,
    oldest: () => entries.values().next().value ?? null,
  }
}
