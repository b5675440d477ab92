import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const REPOSITORY = join(import.meta.dirname, '../../..')
const SHAPES = `
import type { DesktopDoor } from '${REPOSITORY}/preload/desktop-door.ts'
import type { DesktopBridge } from '${REPOSITORY}/renderer/client/ipc-door.ts'
import type { StreamMessage as Sent } from '${REPOSITORY}/main/electron/event-subscriptions.ts'
import type { StreamMessage as Heard } from '${REPOSITORY}/preload/desktop-door.ts'
type Interchangeable<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
`
const OPTIONS = {
  ...{
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  },
  ...{ target: 'es2024', module: 'esnext', moduleResolution: 'bundler', lib: ['es2024', 'dom'], types: [] },
}

/** What the compiler says about these lines; empty when nothing is wrong. */
async function compile(lines: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-shape-'))
  try {
    await writeFile(join(folder, 'shapes.ts'), SHAPES + lines)
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, files: ['shapes.ts'] }))
    const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc')
    // The compiler fails with its findings on stdout.
    return await promisify(execFile)(process.execPath, [tsc, '-p', folder]).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

// The rooms may not import one another, so each keeps its own copy of what crosses between them.
describe('the shape of the desktop door', () => {
  it('is the same for the preload script that gives it and for the page that takes it', async () => {
    expect(await compile('export const same: Interchangeable<DesktopDoor, DesktopBridge> = true')).toBe('')
  })

  it('is the same for the app that pushes events and for the preload script that hears them', async () => {
    expect(await compile('export const same: Interchangeable<Sent, Heard> = true')).toBe('')
  })

  it('is compared for good: a shape that differs is found', async () => {
    const other = `export const same: Interchangeable<Omit<DesktopDoor, 'kind'> & { kind: 'http' }, DesktopBridge> = true`
    expect(await compile(other)).toContain("Type 'true' is not assignable to type 'false'")
  })
})
