import { BotApiError } from './bot-api-error.ts'

/** Files that people sent, by id, and where the bot fetches them (https://core.telegram.org/bots/api#getfile). */
export function createBotFiles() {
  const byId = new Map<string, { readonly path: string; readonly bytes: Uint8Array }>()
  return {
    add: (bytes: Uint8Array, folder: string) => {
      const file_id = `file-id-${byId.size + 1}`
      byId.set(file_id, { path: `${folder}/file_${byId.size}`, bytes })
      return { file_id, file_unique_id: `unique-${byId.size}`, file_size: bytes.length }
    },
    describe: (file_id: string) => {
      const file = byId.get(file_id)
      if (file === undefined) throw new BotApiError(400, 'Bad Request: invalid file_id')
      return { file_id, file_unique_id: `unique-${file_id}`, file_size: file.bytes.length, file_path: file.path }
    },
    at: (path: string): Uint8Array | null => [...byId.values()].find((file) => file.path === path)?.bytes ?? null,
  }
}
export type BotFiles = ReturnType<typeof createBotFiles>
