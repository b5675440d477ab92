import type { Sha256 } from '../../../contract/ids.ts'

/** Content that no package has any more, because somebody removed the package. `bytes` in bytes. */
export interface OrphanContent {
  readonly sha256: Sha256
  readonly bytes: number
}

/** What lies in `audit/evidence/`. `bytes`: of all files, each content counted once. */
export interface EvidenceStock {
  readonly bytes: number
  readonly packages: number
  readonly orphans: readonly OrphanContent[]
}

/** The disk under `audit/evidence/`, as far as room is concerned. Every answer may take a while on a large data root. */
export interface EvidenceDisk {
  /** Rejects with the system's error, or with the reason of `signal`. */
  takeStock(signal: AbortSignal): Promise<EvidenceStock>
  /** Bytes that this user may still write. Rejects with the system's error. */
  free(): Promise<number>
}
