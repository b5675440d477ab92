import type { LeftFile, WorkFolders } from '../../main/core/tools/work-folders.ts'

/** Names of folders, without a disk. `files`: what lies in them, by call. */
export function memoryWorkFolders(): WorkFolders & { readonly files: Map<string, readonly LeftFile[]> } {
  const files = new Map<string, readonly LeftFile[]>()
  return {
    files,
    open: async (callId) => `/nowhere/${callId}`,
    copy: () => Promise.reject(new Error('there is no disk')),
    list: async (callId) => files.get(callId) ?? [],
    remove: async (callId) => void files.delete(callId),
  }
}
