import { isAbsolute } from 'node:path'
import type { Settings } from '../contract/settings.ts'
import { StartupError } from './core/kernel/startup-error.ts'

/** How the audit log is watched over and anchored. */
export interface AuditConfig {
  /** How often the whole chain is checked (and its head deposited), in minutes; 0: never by itself. */
  readonly verify_minutes: number
  /** Absolute path of a folder, best on other media, or null. */
  readonly anchor_folder: string | null
  /** Address or absolute path of a git repository, or null. */
  readonly anchor_git: string | null
}

type Env = Readonly<Record<string, string | undefined>>

/** Members of `config.json` about the audit log. */
export type AuditFile = Pick<Settings, 'audit_verify_minutes' | 'anchor_folder' | 'anchor_git'>

const DEFAULT_VERIFY_MINUTES = 60
/** `https://…`, `ssh://…`, `git://…`, `file://…`, or `user@host:path`. What begins with a hyphen would be an option of git. */
const REMOTE = /^(https?|ssh|git|file):\/\/[^\s]+$|^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^\s-][^\s]*$/
/** Over http whoever stands before the host may be a token; over ssh it is a mere name, as in `ssh://git@host/…`. */
const WITH_SECRET = /^https?:\/\/[^/]*@|^[a-z]+:\/\/[^/]*:[^/]*@/i

/** Throws StartupError (exit 2) that names the member or variable. An address with a password or a token belongs into the environment. */
export function loadAudit(env: Env, file: AuditFile): AuditConfig {
  const folder = given(env, 'COUNTERSIGN_ANCHOR_FOLDER') ?? file.anchor_folder ?? null
  if (folder !== null && !isAbsolute(folder))
    throw new StartupError(2, `anchor_folder "${folder}" is not an absolute path`, 'give the whole path')
  if (file.anchor_git !== undefined && WITH_SECRET.test(file.anchor_git))
    throw new StartupError(
      2,
      'anchor_git in config.json holds a password or a token',
      'set COUNTERSIGN_ANCHOR_GIT in the environment, or use a key or a credential helper of git',
    )
  const git = given(env, 'COUNTERSIGN_ANCHOR_GIT') ?? file.anchor_git ?? null
  if (git !== null && !isAbsolute(git) && !REMOTE.test(git))
    throw new StartupError(
      2,
      'anchor_git is neither an address nor an absolute path',
      'give https://…, ssh://…, user@host:path, or the whole path of a repository',
    )
  return {
    verify_minutes: file.audit_verify_minutes ?? DEFAULT_VERIFY_MINUTES,
    anchor_folder: folder,
    anchor_git: git,
  }
}

/** An empty variable counts as not set. */
function given(env: Env, name: string): string | null {
  const value = env[name]
  return value === undefined || value === '' ? null : value
}
