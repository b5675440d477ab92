/**
 * Loaded before the service (`node --import`): ends the process with SIGKILL in front of its n-th step on the disk after it was told
 * to count (`KILL_AT_STEP=n`). Steps are what changes files: write, sync, rename, remove, make a folder. SQLite's own writes are not
 * counted: the index is derived. SIGUSR2 begins the count; it is answered with `counting` on stderr.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const STEPS = ['write', 'writev', 'fdatasync', 'fsync', 'rename', 'rm', 'unlink', 'mkdir', 'writeFile', 'link']
const killAt = Number(process.env['KILL_AT_STEP'])
let counting = false
let steps = 0

type Fn = (this: unknown, ...given: unknown[]) => unknown

function count(holder: object, name: string): void {
  const module = holder as Record<string, unknown>
  const plain = module[name] as Fn | undefined
  if (typeof plain !== 'function') return
  const counted: Fn = function (...given) {
    if (counting) {
      steps += 1
      if (steps === killAt) process.kill(process.pid, 'SIGKILL')
    }
    return plain.apply(this, given)
  }
  // util.promisify asks the function itself what it resolves to.
  module[name] = Object.defineProperties(counted, Object.getOwnPropertyDescriptors(plain))
}

for (const name of STEPS) {
  count(fs, name)
  count(fs, `${name}Sync`)
  count(fs.promises, name)
}
const handle = await fs.promises.open(import.meta.filename)
for (const name of ['write', 'writev', 'writeFile', 'appendFile', 'datasync', 'sync'])
  count(Object.getPrototypeOf(handle) as object, name)
await handle.close()
syncBuiltinESMExports()

process.on('SIGUSR2', () => {
  counting = true
  process.stderr.write('counting\n')
})
