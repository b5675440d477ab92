import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PNG } from 'pngjs'
import { temporaryFolder } from './data-root.ts'

const run = promisify(execFile)

/** A picture out of a film, as it is shown `seconds` after its beginning. */
export async function frameAt(file: string, seconds: number): Promise<PNG> {
  const picture = join(await temporaryFolder(), 'frame.png')
  await run('ffmpeg', ['-v', 'error', '-i', file, '-ss', String(seconds), '-frames:v', '1', '-update', '1', picture])
  return PNG.sync.read(await readFile(picture))
}

/** What ffprobe tells of a film: its container, its length in seconds, its streams, and what is written into it. */
export async function probe(file: string): Promise<{
  readonly format: { readonly format_name: string; readonly duration?: string; readonly tags?: object }
  readonly streams: readonly { readonly codec_type: string; readonly width: number; readonly height: number }[]
  readonly chapters: readonly object[]
}> {
  const what = ['-show_format', '-show_streams', '-show_chapters', '-of', 'json']
  return JSON.parse((await run('ffprobe', ['-v', 'error', ...what, file])).stdout)
}
