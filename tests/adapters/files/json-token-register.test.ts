import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJsonTokenRegister } from '../../../main/adapters/files/json-token-register.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

const START = Date.parse('2026-01-31T09:00:00Z')
const DAY_MS = 86_400_000
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
const token = (jti: string, expires_at = '2026-02-01T00:00:00.000Z') => ({
  ...{ jti, sub: 'ci', scope: 'observer' as const, task_id: null, door: 'http' as const },
  ...{ created_at: '2026-01-31T09:00:00.000Z', expires_at, revoked_at: null, last_used_at: null },
})

/** A register in `folder`, with time in the test's hands. */
function openAt(folder: string, startMs = START) {
  const timers = createManualTimers(startMs)
  return { timers, register: openJsonTokenRegister(folder, { clock: timers.clock, timers, logger }) }
}
const stored = async (folder: string) => JSON.parse(await readFile(join(folder, 'tokens.json'), 'utf8'))

describe('the token register', () => {
  it('remembers what was revoked, for the owner alone, and forgets what has expired', async () => {
    const folder = await temporaryFolder()
    const { register } = openAt(folder)
    await Promise.all([
      register.add(token('a')),
      register.add(token('b')),
      register.add(token('old', '2026-01-01T00:00:00.000Z')),
    ])
    expect(await register.revoke('a')).toEqual({ jti: 'a', revoked_at: '2026-01-31T09:00:00.000Z' })
    const again = openAt(folder).register
    expect([again.isRevoked('a'), again.isRevoked('b')]).toEqual([true, false])
    await expect(again.revoke('old')).rejects.toMatchObject({ code: 'token_not_found' })
    expect((await stat(join(folder, 'tokens.json'))).mode & 0o777).toBe(0o600)
    expect(await stored(folder)).toHaveLength(2)
  })
  it('keeps a revoked token in mind long after it has expired: a clock may be set back', async () => {
    const folder = await temporaryFolder()
    const { register, timers } = openAt(folder)
    await register.add(token('a'))
    await register.revoke('a')
    timers.advance(2 * DAY_MS)
    await register.add(token('later', '2026-12-01T00:00:00.000Z'))
    expect(openAt(folder).register.isRevoked('a')).toBe(true)
  })
  it('lists an expired token for a day more, newest first', async () => {
    const { register, timers } = openAt(await temporaryFolder())
    await register.add(token('a'))
    timers.advance(DAY_MS)
    await register.add(token('b', '2026-12-01T00:00:00.000Z'))
    expect(register.list().map(({ jti }) => jti)).toEqual(['b', 'a'])
    timers.advance(DAY_MS)
    await register.add(token('c', '2026-12-01T00:00:00.000Z'))
    expect(register.list().map(({ jti }) => jti)).toEqual(['c', 'b'])
  })
  it('saves when tokens were last used once a minute at most, and at its end', async () => {
    const folder = await temporaryFolder()
    const { register, timers } = openAt(folder)
    await register.add(token('a'))
    for (let n = 0; n < 100; n += 1) {
      register.used('a')
      timers.advance(500)
    }
    expect(register.list()[0]?.last_used_at).toBe('2026-01-31T09:00:49.500Z')
    expect((await stored(folder))[0].last_used_at).toBeNull()
    expect(timers.waiting()).toBe(1)
    timers.advance(10_000)
    await expect.poll(async () => (await stored(folder))[0].last_used_at).toBe('2026-01-31T09:00:49.500Z')
    expect(timers.waiting()).toBe(0)
    register.used('a')
    register.used('unknown')
    await register.close()
    expect(openAt(folder).register.list()).toMatchObject([{ jti: 'a', last_used_at: '2026-01-31T09:01:00.000Z' }])
  })
  it('takes a register of the time before it said all this', async () => {
    const folder = await temporaryFolder()
    const { jti, sub, scope, expires_at, revoked_at } = token('a')
    await writeFile(join(folder, 'tokens.json'), JSON.stringify([{ jti, sub, scope, expires_at, revoked_at }]))
    expect(openAt(folder).register.list()).toEqual([{ ...token('a'), door: null, created_at: null }])
  })
  it('that cannot be written fails by name', async () => {
    const { register } = openAt(join(await temporaryFolder(), 'gone'))
    await expect(register.add(token('a'))).rejects.toMatchObject({ code: 'storage_failed' })
  })
  it('that is damaged stops the start, with the file and a remedy', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'tokens.json'), '[{')
    expect(() => openAt(folder)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/tokens\.json is damaged/),
        remedy: expect.stringMatching(/restore/),
      }),
    )
  })
})
