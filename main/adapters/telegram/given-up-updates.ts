import type { ErrorCode } from '../../../contract/problem.ts'

/** Knows when an update that cannot be carried out must let the others pass. Telegram gives them one after the other, so only the latest counts. */
export interface GivenUpUpdates {
  /**
   * A try failed with `code` (null: nobody answered). `claimed`: the update is known to be kept, so that giving it up loses nothing.
   * True: it is not to be tried again.
   */
  failed(updateId: number, code: ErrorCode | null, claimed: boolean): boolean
}

/** Stay the same however often the same update is sent. */
const NEVER: ReadonlySet<ErrorCode | null> = new Set<ErrorCode>([
  'validation_failed',
  'payload_not_json',
  'payload_too_deep',
  'payload_too_large',
  'unsupported_media_type',
  'delivery_changed',
])
/** Come from carrying out what was claimed, or from a mistake of ours that does not mend itself; of all others the update may be the only copy. */
const A_FEW_TIMES: ReadonlySet<ErrorCode | null> = new Set<ErrorCode>([
  'write_conflict',
  'task_file_invalid',
  'delivery_not_replayable',
  'internal',
])

const MOST_TRIES = 4

export function createGivenUpUpdates(): GivenUpUpdates {
  let stuck = { id: -1, tries: 0 }

  return {
    failed: (updateId, code, claimed) => {
      if (NEVER.has(code)) return true
      if (!claimed && !A_FEW_TIMES.has(code)) return false
      stuck = { id: updateId, tries: stuck.id === updateId ? stuck.tries + 1 : 1 }
      return stuck.tries >= MOST_TRIES
    },
  }
}
