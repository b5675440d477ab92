import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJsonTokenRegister } from '../../../main/adapters/files/json-token-register.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const clock = { now: () => Date.parse('2026-01-31T09:00:00Z') }
const token = (jti: string, expires_at = '2026-02-01T00:00:00.000Z') => ({
  jti,
  sub: 'ci',
  scope: 'observer' as const,
  expires_at,
  revoked_at: null,
})

describe('the token register', () => {
  it('remembers what was revoked, for the owner alone, and forgets what has expired', async () => {
    const folder = await temporaryFolder()
    const register = openJsonTokenRegister(folder, clock)
    await Promise.all([
      register.add(token('a')),
      register.add(token('b')),
      register.add(token('old', '2026-01-01T00:00:00.000Z')),
    ])
    expect(await register.revoke('a')).toEqual({ jti: 'a', revoked_at: '2026-01-31T09:00:00.000Z' })
    const again = openJsonTokenRegister(folder, clock)
    expect([again.isRevoked('a'), again.isRevoked('b')]).toEqual([true, false])
    await expect(again.revoke('old')).rejects.toMatchObject({ code: 'token_not_found' })
    expect((await stat(join(folder, 'tokens.json'))).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(join(folder, 'tokens.json'), 'utf8'))).toHaveLength(2)
  })
  it('keeps a revoked token in mind long after it has expired: a clock may be set back', async () => {
    let nowMs = clock.now()
    const moving = { now: () => nowMs }
    const register = openJsonTokenRegister(await temporaryFolder(), moving)
    await register.add(token('a'))
    await register.revoke('a')
    nowMs += 2 * 86_400_000
    await register.add(token('later', '2026-12-01T00:00:00.000Z'))
    nowMs = clock.now()
    expect(register.isRevoked('a')).toBe(true)
  })
  it('that cannot be written fails by name', async () => {
    const register = openJsonTokenRegister(join(await temporaryFolder(), 'gone'), clock)
    await expect(register.add(token('a'))).rejects.toMatchObject({ code: 'storage_failed' })
  })
  it('that is damaged stops the start, with the file and a remedy', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'tokens.json'), '[{')
    expect(() => openJsonTokenRegister(folder, clock)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/tokens\.json is damaged/),
        remedy: expect.stringMatching(/restore/),
      }),
    )
  })
})
