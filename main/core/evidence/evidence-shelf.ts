import type { EvidencePackage } from '../../../contract/evidence.ts'
import type { PackagePlace } from './manifest.ts'

/** All that lies in `audit/evidence/`, for somebody who looks at everything. */
export interface EvidenceShelf {
  /** Correlation ids that have packages; `unnamed`: names of folders of which nobody can tell the id. Rejects with the system's error. */
  correlations(): Promise<{ readonly ids: readonly string[]; readonly unnamed: readonly string[] }>
  /** Ids of the packages of a correlation id, in no order. Rejects with the system's error. */
  packageIds(correlationId: string): Promise<readonly string[]>
  /** One package, every file hashed now. Null when there is none. Rejects with the reason of `signal`. */
  check(place: PackagePlace, signal: AbortSignal): Promise<EvidencePackage | null>
}
