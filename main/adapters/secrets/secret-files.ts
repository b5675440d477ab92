import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../core/kernel/sha256.ts'
import { StartupError } from '../../core/kernel/startup-error.ts'
import { writeNewFileSync } from './write-new-file.ts'

/** Keys with which the signed head of the audit log is made and checked. */
export interface AuditKeys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** First 16 hex digits of the sha256 of the public key (SPKI, DER). */
  readonly keyId: string
}

/** The folder `secrets/` of a data root: 0700, every file in it 0600. */
export interface SecretFiles {
  readonly folder: string
  /** Generated on first use. At least 32 bytes, as HS256 asks for (RFC 7518, 3.2). */
  jwtSecret(): string
  /** Generated on first use. */
  auditKeys(): AuditKeys
  /** The same for one who only looks. Throws StartupError when there are none. */
  existingAuditKeys(): AuditKeys
  /** Whether an audit log was ever begun in this data root. */
  auditWitness(): { exists(): boolean; create(): void }
  /** Removes what a crash left half-done. Only for the process that has the data root. */
  removeLeftovers(): void
}

const FOLDER_MODE = 0o700
const MIN_JWT_SECRET_BYTES = 32
const JWT_SECRET_FILE = 'jwt-secret'
const AUDIT_KEY_FILE = 'audit-signing-key.pem'
const AUDIT_WITNESS_FILE = 'audit-log-begun'

export function openSecretFiles(dataRoot: string): SecretFiles {
  const folder = join(dataRoot, 'secrets')
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, FOLDER_MODE)

  function readOrMake(name: string, make: () => string): string {
    const path = join(folder, name)
    if (!existsSync(path)) writeNewFileSync(path, make())
    const { mode } = statSync(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new StartupError(
        1,
        `${path} can be read by others`,
        `chmod 600 ${path}, and replace the secret if others may have read it`,
      )
    return readFileSync(path, 'utf8').trim()
  }

  function keysFrom(pem: string): AuditKeys {
    const privateKey = parseKey(join(folder, AUDIT_KEY_FILE), pem)
    const publicKey = createPublicKey(privateKey)
    const keyId = sha256(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16)
    return { privateKey, publicKey, keyId }
  }

  return {
    folder,
    jwtSecret: () => {
      const secret = readOrMake(JWT_SECRET_FILE, () => randomBytes(48).toString('base64url'))
      if (Buffer.byteLength(secret) >= MIN_JWT_SECRET_BYTES) return secret
      const path = join(folder, JWT_SECRET_FILE)
      throw new StartupError(1, `${path} is shorter than ${MIN_JWT_SECRET_BYTES} bytes`, 'delete it: a new one is made')
    },
    auditKeys: () => {
      const pem = readOrMake(AUDIT_KEY_FILE, () => {
        const { privateKey } = generateKeyPairSync('ed25519')
        return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      })
      return keysFrom(pem)
    },
    existingAuditKeys: () =>
      keysFrom(
        readOrMake(AUDIT_KEY_FILE, () => {
          const path = join(folder, AUDIT_KEY_FILE)
          throw new StartupError(
            1,
            `${path} is missing: without it the log cannot be checked`,
            'restore it from a backup',
          )
        }),
      ),
    auditWitness: () => {
      const path = join(folder, AUDIT_WITNESS_FILE)
      return {
        exists: () => existsSync(path),
        create: () => {
          writeNewFileSync(path, '')
          syncFolderSync(folder)
        },
      }
    },
    removeLeftovers: () => {
      for (const name of readdirSync(folder).filter((name) => name.startsWith('.tmp-'))) rmSync(join(folder, name))
    },
  }
}

/** Makes a new name in the folder durable. Windows cannot open a folder for that; NTFS journals the name itself. */
function syncFolderSync(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new StartupError(1, `${path} is not a private key: ${(cause as Error).message}`, 'restore it from a backup')
  }
}
