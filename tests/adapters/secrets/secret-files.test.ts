import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSecretFiles } from '../../../main/adapters/secrets/secret-files.ts'
import { NO_DESKTOP } from '../../../main/core/access/sealer.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { testSealer } from '../../support/test-sealer.ts'

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

describe('the secrets folder', () => {
  it('is made with its secrets on first use, for the owner alone, and keeps them', async () => {
    const root = await temporaryFolder()
    const first = openSecretFiles(root)
    const secret = first.jwtSecret()
    const { keyId } = await first.auditKeys(NO_DESKTOP, 'auto')
    expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32)
    expect(await modeOf(join(root, 'secrets'))).toBe(0o700)
    for (const name of await readdir(first.folder))
      expect([name, await modeOf(join(first.folder, name))]).toEqual([name, 0o600])
    const again = openSecretFiles(root)
    expect([again.jwtSecret(), (await again.auditKeys(NO_DESKTOP, 'auto')).keyId]).toEqual([secret, keyId])
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
    await expect(secrets.auditKeys(NO_DESKTOP, 'auto')).rejects.toThrow(/audit-signing-key\.pem is not a private key/)
  })
})

describe('the key that signs the log', () => {
  const KEY = 'audit-signing-key.pem'

  it('is sealed where that can be done, and its public key stays readable for everybody who checks', async () => {
    const root = await temporaryFolder()
    const plain = await openSecretFiles(root).auditKeys(NO_DESKTOP, 'auto')
    const sealer = testSealer()
    const secrets = openSecretFiles(root)
    const sealed = await secrets.auditKeys(sealer, 'auto')
    expect(sealed.keyId).toBe(plain.keyId)
    expect((await readdir(secrets.folder)).sort()).toEqual([`${KEY}.sealed`, 'audit-signing-key.pub.pem'])
    expect(await readFile(join(secrets.folder, `${KEY}.sealed`), 'utf8')).not.toContain('PRIVATE KEY')
    expect(secrets.auditKeyKeptAs()).toBe('sealed')
    expect(openSecretFiles(root).existingAuditKeys().keyId).toBe(plain.keyId)
    const again = await openSecretFiles(root).auditKeys(sealer, 'auto')
    expect(again.privateKey.equals(plain.privateKey)).toBe(true)
  })
  it('that is sealed stops a start without the safe storage, with what to do', async () => {
    const root = await temporaryFolder()
    await openSecretFiles(root).auditKeys(testSealer(), 'auto')
    await expect(openSecretFiles(root).auditKeys(NO_DESKTOP, 'auto')).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/sealed and cannot be read here: only the desktop app/),
      remedy: expect.stringMatching(/COUNTERSIGN_SECRETS=file/),
    })
  })
  it('becomes a plain file again when that is asked for', async () => {
    const root = await temporaryFolder()
    const sealer = testSealer()
    const { keyId } = await openSecretFiles(root).auditKeys(sealer, 'auto')
    await openSecretFiles(root).auditKeys(sealer, 'file')
    expect((await openSecretFiles(root).auditKeys(NO_DESKTOP, 'auto')).keyId).toBe(keyId)
  })
  it('is not made anew when it is lost, nor taken for another', async () => {
    const root = await temporaryFolder()
    const secrets = openSecretFiles(root)
    await secrets.auditKeys(NO_DESKTOP, 'auto')
    const other = openSecretFiles(await temporaryFolder())
    await other.auditKeys(NO_DESKTOP, 'auto')
    await writeFile(join(secrets.folder, KEY), await readFile(join(other.folder, KEY)), { mode: 0o600 })
    await expect(secrets.auditKeys(NO_DESKTOP, 'auto')).rejects.toThrow(/is not the public key of/)
    await rm(join(secrets.folder, KEY))
    await expect(secrets.auditKeys(NO_DESKTOP, 'auto')).rejects.toThrow(/is missing, and the log was signed with it/)
    expect(await readdir(secrets.folder)).toEqual(['audit-signing-key.pub.pem'])
  })
})
