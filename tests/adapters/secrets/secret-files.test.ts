import { chmod, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSecretFiles } from '../../../main/adapters/secrets/secret-files.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

describe('the secrets folder', () => {
  it('is made with its secrets on first use, for the owner alone, and keeps them', async () => {
    const root = await temporaryFolder()
    const first = openSecretFiles(root)
    const secret = first.jwtSecret()
    const { keyId } = first.auditKeys()
    expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32)
    expect(await modeOf(join(root, 'secrets'))).toBe(0o700)
    for (const name of await readdir(first.folder))
      expect([name, await modeOf(join(first.folder, name))]).toEqual([name, 0o600])
    const again = openSecretFiles(root)
    expect([again.jwtSecret(), again.auditKeys().keyId]).toEqual([secret, keyId])
  })
  it('closes a folder that stands open, and refuses a secret that others could read', async () => {
    const root = await temporaryFolder()
    const secrets = openSecretFiles(root)
    secrets.jwtSecret()
    await chmod(secrets.folder, 0o755)
    await chmod(join(secrets.folder, 'jwt-secret'), 0o644)
    const again = openSecretFiles(root)
    expect(await modeOf(again.folder)).toBe(0o700)
    expect(() => again.jwtSecret()).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/can be read by others/),
        remedy: expect.stringMatching(/chmod 600/),
      }),
    )
  })
  it('is rid of what a crash left half-done, and of nothing else', async () => {
    const secrets = openSecretFiles(await temporaryFolder())
    secrets.jwtSecret()
    await writeFile(join(secrets.folder, '.tmp-jwt-secret.4711'), 'a copy of the secret', { mode: 0o600 })
    secrets.removeLeftovers()
    expect(await readdir(secrets.folder)).toEqual(['jwt-secret'])
  })
  it('refuses a token secret that is too short to be one', async () => {
    const secrets = openSecretFiles(await temporaryFolder())
    await writeFile(join(secrets.folder, 'jwt-secret'), 'short', { mode: 0o600 })
    expect(() => secrets.jwtSecret()).toThrow(/shorter than 32 bytes/)
  })
  it('names a key file that is no key', async () => {
    const root = await temporaryFolder()
    const secrets = openSecretFiles(root)
    await writeFile(join(secrets.folder, 'audit-signing-key.pem'), 'nonsense', { mode: 0o600 })
    expect(() => secrets.auditKeys()).toThrow(/audit-signing-key\.pem is not a private key/)
  })
})
