import { open, readFile, truncate } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DeliveryEntry, type DeliveryJournal } from '../../core/tools/notify/delivery-record.ts'
import { syncFolder } from '../disk/sync-folder.ts'

const NAME = 'delivery.jsonl'

/** A line of JSON for each entry, on the disk before the next step. */
export function openDeliveryJournal(folder: string): DeliveryJournal {
  const file = join(folder, NAME)

  return {
    read: async () => {
      const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return Buffer.alloc(0)
        throw error
      })
      // What stands behind the last line feed was cut short; the next line must not be written onto it.
      const whole = bytes.lastIndexOf(0x0a) + 1
      if (whole < bytes.length) await truncate(file, whole)
      const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1)
      const entries = lines.map((line) => DeliveryEntry.safeParse(jsonOf(line)).data)
      return entries.every((entry) => entry !== undefined) ? entries : null
    },
    write: async (entry) => {
      const handle = await open(file, 'a', 0o600)
      try {
        const { size } = await handle.stat()
        try {
          await handle.appendFile(`${JSON.stringify(entry)}\n`)
          await handle.sync()
        } catch (error) {
          await handle.truncate(size).catch(() => undefined)
          throw error
        }
        // The names of the file and of its folder, or a power cut could take both away.
        if (size === 0) for (const each of [folder, dirname(folder)]) await syncFolder(each)
      } finally {
        await handle.close()
      }
    },
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
