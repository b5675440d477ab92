import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { Sha256 } from '../../../contract/ids.ts'
import { VideoId } from '../../core/tools/youtube/upload-args.ts'
import { atomicWrite } from '../disk/atomic-write.ts'

const Count = z.int().min(0)

/** Everything that an upload needs to go on after a crash. Whoever has `session_url` can send bytes into it: it stays in this file. */
const UploadSession = z.strictObject({
  sha256: Sha256,
  title: z.string(),
  session_url: z.string().nullable(),
  /** When the session was opened, by YouTube's clock where it said. */
  opened_ms: z.int(),
  point: z.strictObject({
    ...{ total: Count, sent_to: Count, confirmed: Count, best: Count, failures: Count },
    ...{ refreshed: z.boolean(), refuted: z.boolean() },
  }),
  resumed_times: Count,
  started_anew: Count,
  video_id: VideoId.nullable(),
})
export type UploadSession = z.infer<typeof UploadSession>

const NAME = 'upload-session.json'

/** Null when there is none. One that cannot be read is an error: nobody knows what was sent. */
export async function readSession(folder: string): Promise<UploadSession | null> {
  let text: string
  try {
    text = await readFile(join(folder, NAME), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  return UploadSession.parse(JSON.parse(text))
}

/** On the disk when it resolves, for its owner alone. A crash leaves the old one or the new one. */
export function writeSession(folder: string, session: UploadSession): Promise<void> {
  return atomicWrite(join(folder, NAME), JSON.stringify(session), 0o600)
}
