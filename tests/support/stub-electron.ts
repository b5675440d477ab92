import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** https://github.com/electron/fuses: where the fuses lie in the program, their version, and how many there are. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/**
 * A folder as Electron's zip for Linux has it, with a program that does nothing but hold fuses, in the state in which Electron is
 * published. It shows what electron-builder does to a program, not that Electron starts.
 */
export function makeStubElectron(folder: string, version: string): void {
  for (const name of ['locales', 'resources']) mkdirSync(join(folder, name), { recursive: true })
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 9]), Buffer.from('101100010')])
  for (const [name, bytes] of [
    ['electron', Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)])],
    ['chrome-sandbox', Buffer.alloc(8)],
    ['version', Buffer.from(version)],
    ['LICENSE', Buffer.from('MIT')],
    ['LICENSES.chromium.html', Buffer.from('<html></html>')],
    ['locales/en-US.pak', Buffer.alloc(8)],
  ] as const) {
    writeFileSync(join(folder, name), bytes)
    chmodSync(join(folder, name), 0o755)
  }
}
