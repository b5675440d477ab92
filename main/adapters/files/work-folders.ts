import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkFolders } from '../../core/tools/work-folders.ts'
import { FOLDER_MODE } from './evidence-writing.ts'
import { portableName } from './portable-name.ts'

/** `folder`: `audit/work/` of the data root; made when the first tool needs it. */
export function createWorkFolders(folder: string): WorkFolders {
  const pathOf = (callId: string): string => join(folder, portableName(callId))
  return {
    open: async (callId) => {
      await mkdir(pathOf(callId), { recursive: true, mode: FOLDER_MODE })
      return pathOf(callId)
    },
    remove: (callId) => rm(pathOf(callId), { recursive: true, force: true, maxRetries: 3, retryDelay: 100 }),
  }
}
