import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createFolderAnchor } from '../adapters/anchor/folder-anchor.ts'
import { createGitAnchor } from '../adapters/anchor/git-anchor.ts'
import { type Deposit, depositsIn, keyIdOfDeposits } from '../core/audit/anchor-deposit.ts'
import type { Tampering } from '../core/audit/tamper.ts'

/** What was found at an anchor that somebody named: its deposits, or that there are none of this key. */
export type FoundAnchor = { readonly deposits: readonly Deposit[] } | { readonly missing: Tampering }

const DEADLINE_MS = 30_000

/**
 * Reads the deposits at `place`: a file of deposits, a folder with one, or a git repository (path or address). Rejects when the place cannot
 * be read.
 */
export async function readAnchor(place: string, keyId: string): Promise<FoundAnchor> {
  const deposits = await depositsAt(place, keyId)
  if (deposits.length > 0) return { deposits }
  const others = otherKeys(place)
  const instead = others.length === 0 ? '' : `; there are deposits of ${others.join(', ')}`
  const detail = `it holds no deposit of the key ${keyId}${instead}: nothing can be compared`
  return { missing: { ok: false, kind: 'anchor_unreadable', file: place, line_number: 0, seq: 0, detail } }
}

async function depositsAt(place: string, keyId: string): Promise<readonly Deposit[]> {
  if (!existsSync(place)) {
    // Not a path of this machine: an address, or a mistake that git will name.
    return fromGit(place, keyId)
  }
  const path = resolve(place)
  if (statSync(path).isFile()) return depositsIn(await readFile(path, 'utf8'), path)
  const names = readdirSync(path)
  const isGit = names.includes('.git') || (names.includes('HEAD') && names.includes('objects'))
  return isGit ? fromGit(path, keyId) : createFolderAnchor(path, keyId).read(AbortSignal.timeout(DEADLINE_MS))
}

async function fromGit(remote: string, keyId: string): Promise<readonly Deposit[]> {
  const cache = mkdtempSync(join(tmpdir(), 'countersign-anchor-'))
  try {
    return await createGitAnchor({ remote, keyId, cache }).read(AbortSignal.timeout(DEADLINE_MS))
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

function otherKeys(place: string): string[] {
  if (!existsSync(place) || !statSync(place).isDirectory()) return []
  return readdirSync(place)
    .map(keyIdOfDeposits)
    .filter((id) => id !== null)
}
