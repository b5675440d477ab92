import type { SourceState } from '../../../contract/system.ts'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'

/** A sentence for those who do not see the status bar. */
export function sourceSentence({ source, state, reason }: SourceState): string {
  const name = SOURCE_NAMES[source]
  if (state === 'on') return `${name} is on${reason === null ? '' : `, but ${reason}`}`
  if (state === 'off') return `${name} is off`
  return `${name} cannot be reached${reason === null ? '' : `: ${reason}`}`
}
