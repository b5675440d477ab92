import type { EvidenceRoomInfo } from '../../../contract/evidence.ts'
import { sizeWords } from '../../design/size-words.ts'

/** One line about the room of the evidence. `at`: when it was known; null when it is not known yet. */
export interface RoomLine {
  readonly name: string
  readonly words: string
  readonly at: string | null
  /** Nothing more fits, or nearly. */
  readonly isTight: boolean
}

/** From so much on of what may be used the service warns; docs/specs/TOOLS.md, room. */
const NEAR = 0.8

export function roomLines(room: EvidenceRoomInfo): readonly RoomLine[] {
  const { used_bytes: used, budget_bytes: budget, free_bytes: free, keep_free_bytes: keep } = room
  return [
    {
      name: 'Evidence uses',
      words: `${used === null ? 'not counted yet' : sizeWords(used)}, ${
        budget === null ? 'no limit' : `of ${sizeWords(budget)}${used === null ? '' : partWords(used, budget)}`
      }`,
      at: used === null ? null : room.counted_at,
      isTight: used !== null && budget !== null && used >= NEAR * budget,
    },
    {
      name: 'Free on its disk',
      words: `${free === null ? 'not known' : sizeWords(free)}, ${sizeWords(keep)} of it kept free`,
      at: free === null ? null : room.free_at,
      isTight: free !== null && free <= keep,
    },
  ]
}

const partWords = (used: number, budget: number): string =>
  budget === 0 ? '' : ` (${Math.floor((100 * used) / budget)} %)`
