import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** May this user make file systems? */
export function canMountDisks(): boolean {
  const script = 'mkdir "$1" && mount -t tmpfs -o size=64k tmpfs "$1" && umount "$1" && rmdir "$1"'
  const place = join(tmpdir(), `small-disk-${process.pid}-${performance.now()}`)
  try {
    execFileSync('sh', ['-c', script, 'sh', place], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A file system of its own below `folder`, gone with the test. `options` as in tmpfs(5). */
export async function mountDisk(folder: string, options: string): Promise<string> {
  const place = join(folder, options.replaceAll(/\W/g, '-'))
  await mkdir(place)
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place])
  onTestFinished(() => {
    execFileSync('umount', ['-l', place])
  })
  return place
}

/** Writes into a file until there is no room. */
export function fillDisk(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(64 * 1024), { flag: 'a' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
