import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../support/data-root.ts'

const REPOSITORY = join(import.meta.dirname, '../../..')
const BIOME = join(REPOSITORY, 'node_modules/@biomejs/biome/bin/biome')

/** What lies in the repository once the console was used in it, formatted as nobody here would. */
const WRITTEN = [
  'config.json',
  'instance.json',
  'policy.yaml',
  'proof/proof.json',
  'secrets/jwt-secret',
  'ssot/t1.json',
]

async function usedRepository(): Promise<string> {
  const folder = await temporaryFolder()
  for (const name of ['.gitignore', 'biome.json']) cpSync(join(REPOSITORY, name), join(folder, name))
  for (const name of WRITTEN) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), '{"port"  :\n8787 }')
  }
  return folder
}

it('using the console in the repository makes nothing fail: the linter looks at none of its data', async () => {
  const cwd = await usedRepository()
  const args = [BIOME, 'check', '--error-on-warnings', '--config-path', cwd]
  expect(execFileSync(process.execPath, args, { cwd, encoding: 'utf8' })).toContain('Checked 1 file')
  await writeFile(join(cwd, 'other.json'), '{"port"  :\n8787 }')
  expect(() => execFileSync(process.execPath, args, { cwd, stdio: 'pipe' })).toThrow('other.json')
})

it('using the console in the repository leaves git nothing to add', async () => {
  const cwd = await usedRepository()
  execFileSync('git', ['init', '--quiet'], { cwd })
  const untracked = execFileSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' })
  expect(untracked.trim().split('\n')).toEqual(['?? .gitignore', '?? biome.json'])
})
