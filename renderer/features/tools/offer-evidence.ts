import type { JsonObject } from '../../../contract/json-object.ts'
import { sizeWords } from '../../design/size-words.ts'
import { dateTime } from '../../design/time-words.ts'
import type { Offer } from '../schema-form/schema-leaf.tsx'
import { NAMES_EVIDENCE } from './schema-words.ts'
import type { PlacedArtifact } from './use-artifacts.ts'

/** What there is to choose from for an argument of this name; null for one that is typed. `taskId` empty: none is chosen yet. */
export function offerEvidence(name: string, taskId: string, artifacts: readonly PlacedArtifact[]): Offer | null {
  if (!NAMES_EVIDENCE.test(name)) return null
  const none =
    taskId === ''
      ? 'Choose the task first: its evidence is offered here.'
      : 'This task has no whole file of evidence yet: make one with a tool like screen.capture.'
  const options = artifacts.map(({ artifact: { path, media_type, bytes, captured_at, sha256, partial } }) => ({
    value: sha256,
    words: [
      ...[partial === true ? `${path} (cut short)` : path, media_type, sizeWords(bytes)],
      ...[dateTime(Date.parse(captured_at)), `${sha256.slice(0, 8)}…`],
    ].join(' · '),
  }))
  // One file may lie in several packages.
  return {
    none,
    options: options.filter(({ value }, place) => options.findIndex((each) => each.value === value) === place),
  }
}

/** An example names a file that nobody has. */
export function withoutEvidence(example: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => [name, NAMES_EVIDENCE.test(name) ? '' : value]),
  )
}
