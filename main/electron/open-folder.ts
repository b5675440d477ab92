import type { Shell } from 'electron'
import { AppError } from '../core/kernel/app-error.ts'
import { boundedWait } from '../core/kernel/bounded-wait.ts'
import type { Timers } from '../core/kernel/timers.ts'

/** How long the desktop may take to say whether it opened the folder, in milliseconds. */
const LIMIT_MS = 10_000

/**
 * Shows a folder in the desktop's file manager. Throws AppError `folder_not_opened` with the desktop's own words, or after ten seconds
 * without an answer. https://www.electronjs.org/docs/latest/api/shell#shellopenpathpath
 */
export async function openFolder(folder: string, shell: Pick<Shell, 'openPath'>, timers: Timers): Promise<void> {
  const answer: { said: string | null } = { said: null }
  const asked = shell
    .openPath(folder)
    .catch((error: unknown) => `the desktop failed (${String(error)})`)
    .then((words) => {
      answer.said = words
    })
  await boundedWait(timers, LIMIT_MS, [asked])
  if (answer.said === '') return
  throw new AppError('folder_not_opened', `${folder}: ${answer.said ?? 'the desktop gave no answer'}.`)
}
