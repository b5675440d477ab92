import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const VERIFY = join(import.meta.dirname, '../../../scripts/verify.ts')

describe('npm run verify', () => {
  // No phase that exists is named here: phase a runs these tests.
  it.each([[['z']], [['toString']], [[]]])('names its phases and leaves with exit code 2 for %j', (names) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [VERIFY, ...names], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('npm run verify -- PHASE')
    expect(stderr).toMatch(/^ +a +/m)
  })
})
