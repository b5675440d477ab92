/**
 * One upload in a process of its own, to be killed: `node upload-child.ts FOLDER SETTINGS REFRESH_TOKEN`. The folder holds the video; what
 * an earlier one left there is taken up. With `KILL_AT_STEP` (kill-at-step.ts loaded before) its steps on the disk are counted from here.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { uploadWorld } from './upload-world.ts'

const [folder = '', settings = '{}', refreshToken = ''] = process.argv.slice(2)
const bytes = await readFile(join(folder, 'video.mp4'))
const world = await uploadWorld(folder, { settings: JSON.parse(settings), refreshToken }, bytes)
if (process.env['KILL_AT_STEP'] !== undefined) {
  const counting = once(process, 'SIGUSR2')
  // Waiting for a signal keeps no process alive.
  const alive = setInterval(() => undefined, 1000)
  process.kill(process.pid, 'SIGUSR2')
  await counting
  clearInterval(alive)
}
const note = await world.uploader.upload(world.job, new AbortController().signal, () => undefined)
process.stdout.write(`${JSON.stringify(note)}\n`)
