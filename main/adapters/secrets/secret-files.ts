import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { NO_DESKTOP, type Sealer } from '../../core/access/sealer.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { StartupError } from '../../core/kernel/startup-error.ts'
import { type AtRest, createSealableFiles, type SealableFiles } from './sealable-files.ts'
import { openSecretFolder, readSecretFile, syncSecretFolder } from './secret-folder.ts'
import { writeNewFileSync } from './write-new-file.ts'

/** With what the signed head of the audit log is checked. */
export interface AuditPublicKey {
  readonly publicKey: KeyObject
  /** First 16 hex digits of the sha256 of the public key (SPKI, DER). */
  readonly keyId: string
}

/** Keys with which the signed head of the audit log is made and checked. */
export interface AuditKeys extends AuditPublicKey {
  readonly privateKey: KeyObject
}

/** The folder `secrets/` of a data root: 0700, every file in it 0600. */
export interface SecretFiles {
  readonly folder: string
  /**
   * Generated on first use. At least 32 bytes, as HS256 asks for (RFC 7518, 3.2). Never sealed: the command line on this machine makes
   * its tokens with it.
   */
  jwtSecret(): string
  /** Generated on first use, and sealed where that can be done. The public key lies beside it, so that checking needs no unsealing. */
  auditKeys(sealer: Sealer, atRest: AtRest): Promise<AuditKeys>
  /** For one who only looks. Throws StartupError when there is none. */
  existingAuditKeys(): AuditPublicKey
  /** How the private one is kept; null when there is none yet. */
  auditKeyKeptAs(): 'sealed' | 'file' | null
  /** Secrets that others gave: of bots and webhooks. */
  outside(sealer: Sealer, atRest: AtRest): SealableFiles
  /** Whether an audit log was ever begun in this data root. */
  auditWitness(): { exists(): boolean; create(): void }
  /** Removes what a crash left half-done. Only for the process that has the data root. */
  removeLeftovers(): void
}

const MIN_JWT_SECRET_BYTES = 32
const JWT_SECRET_FILE = 'jwt-secret'
const AUDIT_KEY_FILE = 'audit-signing-key.pem'
const AUDIT_PUBLIC_KEY_FILE = 'audit-signing-key.pub.pem'
const OUTSIDE_FOLDER = 'outside'
const AUDIT_WITNESS_FILE = 'audit-log-begun'

export function openSecretFiles(dataRoot: string): SecretFiles {
  const folder = join(dataRoot, 'secrets')
  openSecretFolder(folder)
  const publicKeyPath = join(folder, AUDIT_PUBLIC_KEY_FILE)

  function readOrMake(name: string, make: () => string): string {
    const path = join(folder, name)
    if (!existsSync(path)) writeNewFileSync(path, make())
    return readSecretFile(path).trim()
  }

  /** Throws StartupError when there was a key once: a new one would not fit the log. */
  function makeAuditKey(): void {
    const path = join(folder, AUDIT_KEY_FILE)
    if (existsSync(publicKeyPath))
      throw new StartupError(
        1,
        `${path} is missing, and the log was signed with it`,
        `restore it from a backup; without one, delete ${AUDIT_PUBLIC_KEY_FILE} beside it and start with --accept-audit-loss REASON`,
      )
    const { privateKey } = generateKeyPairSync('ed25519')
    writeNewFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  }

  /** Puts the public key beside the private one. Throws StartupError when that of another key lies there. */
  function keepPublicKey({ publicKey, keyId }: AuditPublicKey): void {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    if (
      publicKeyFrom(
        publicKeyPath,
        readOrMake(AUDIT_PUBLIC_KEY_FILE, () => pem),
      ).keyId === keyId
    )
      return
    throw new StartupError(
      1,
      `${publicKeyPath} is not the public key of ${AUDIT_KEY_FILE}`,
      'restore both from one backup: the log was signed with one of them',
    )
  }

  return {
    folder,
    jwtSecret: () => {
      const secret = readOrMake(JWT_SECRET_FILE, () => randomBytes(48).toString('base64url'))
      if (Buffer.byteLength(secret) >= MIN_JWT_SECRET_BYTES) return secret
      const path = join(folder, JWT_SECRET_FILE)
      throw new StartupError(1, `${path} is shorter than ${MIN_JWT_SECRET_BYTES} bytes`, 'delete it: a new one is made')
    },
    auditKeys: async (sealer, atRest) => {
      const files = createSealableFiles(folder, sealer, atRest)
      if (files.keptAs(AUDIT_KEY_FILE) === null) makeAuditKey()
      const privateKey = privateKeyFrom(join(folder, AUDIT_KEY_FILE), (await files.read(AUDIT_KEY_FILE)) ?? '')
      const keys = { privateKey, ...identified(createPublicKey(privateKey)) }
      keepPublicKey(keys)
      await files.settle(AUDIT_KEY_FILE)
      return keys
    },
    existingAuditKeys: () => {
      const privatePath = join(folder, AUDIT_KEY_FILE)
      if (existsSync(publicKeyPath)) return publicKeyFrom(publicKeyPath, readSecretFile(publicKeyPath))
      if (existsSync(privatePath))
        return identified(createPublicKey(privateKeyFrom(privatePath, readSecretFile(privatePath))))
      throw new StartupError(
        1,
        `${publicKeyPath} is missing: without it the log cannot be checked`,
        'restore it from a backup',
      )
    },
    auditKeyKeptAs: () => createSealableFiles(folder, NO_DESKTOP, 'file').keptAs(AUDIT_KEY_FILE),
    outside: (sealer, atRest) => {
      openSecretFolder(join(folder, OUTSIDE_FOLDER))
      return createSealableFiles(join(folder, OUTSIDE_FOLDER), sealer, atRest)
    },
    auditWitness: () => {
      const path = join(folder, AUDIT_WITNESS_FILE)
      return {
        exists: () => existsSync(path),
        create: () => {
          writeNewFileSync(path, '')
          syncSecretFolder(folder)
        },
      }
    },
    removeLeftovers: () => {
      for (const place of [folder, join(folder, OUTSIDE_FOLDER)].filter((place) => existsSync(place)))
        for (const name of readdirSync(place).filter((name) => name.startsWith('.tmp-'))) rmSync(join(place, name))
    },
  }
}

function identified(publicKey: KeyObject): AuditPublicKey {
  return { publicKey, keyId: sha256(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16) }
}

const privateKeyFrom = (path: string, pem: string): KeyObject => parseKey(path, 'private', () => createPrivateKey(pem))

const publicKeyFrom = (path: string, pem: string): AuditPublicKey =>
  identified(parseKey(path, 'public', () => createPublicKey(pem)))

function parseKey(path: string, kind: string, parse: () => KeyObject): KeyObject {
  try {
    return parse()
  } catch (cause) {
    throw new StartupError(1, `${path} is not a ${kind} key: ${(cause as Error).message}`, 'restore it from a backup')
  }
}
