import type { WorkFolders } from '../../main/core/tools/work-folders.ts'

/** Names of folders, without a disk. */
export const memoryWorkFolders = (): WorkFolders => ({
  open: async (callId) => `/nowhere/${callId}`,
  remove: async () => undefined,
})
