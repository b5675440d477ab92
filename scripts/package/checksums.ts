import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What somebody downloads. */
const PACKAGES = /\.(AppImage|deb|dmg|zip|exe)$/

/** Writes `SHA256SUMS` of the packages in a folder, in the form that `sha256sum --check` reads. Resolves to their names. */
export async function writeChecksums(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder)
    .filter((name) => PACKAGES.test(name))
    .sort()
  const lines: string[] = []
  for (const name of names) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(join(folder, name)), hash)
    lines.push(`${hash.digest('hex')}  ${name}\n`)
  }
  if (names.length > 0) writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''))
  return names
}
