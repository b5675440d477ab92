import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PhaseContext } from './phase.ts'

/** Replaces a file of the data root in one step, as a careful other program does: nobody ever reads half of it. */
export function replaceFile({ dataRoot }: PhaseContext, path: string, text: string): void {
  const temporary = join(dataRoot, 'reports', 'replacement.tmp')
  writeFileSync(temporary, text)
  renameSync(temporary, join(dataRoot, path))
}
