import type { EvidencePackage } from '../../../contract/evidence.ts'

/** A file of a proof: its bytes, or where they are to be copied from. */
export type ProofFile = { readonly path: string } & (
  | { readonly bytes: Uint8Array | string }
  | { readonly copy_of: string }
)

/** A file as it was written. `path` is relative to the proof folder, with slashes. */
export interface ListedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** A package of evidence, judged just now, with the files that are there. */
export interface ProofPackage extends Pick<EvidencePackage, 'package_id' | 'state' | 'problems'> {
  /** Folder in the proof. */
  readonly folder: string
  readonly files: readonly ProofFile[]
}

/** Where proof folders are written. */
export interface ProofFolders {
  /** The packages of evidence of one correlation id. */
  evidenceOf(correlationId: string): Promise<readonly ProofPackage[]>
  /** The verifier, as it goes into every folder. */
  verifier(): Promise<string>
  /**
   * Writes the files, then `proof.json` as `manifest` makes it of them, durably; the folder appears whole or not at all. Resolves to its
   * absolute path. Throws AppError `storage_failed`.
   */
  write(
    proofId: string,
    files: readonly ProofFile[],
    manifest: (listed: readonly ListedFile[]) => string,
  ): Promise<string>
  remove(proofId: string): Promise<void>
}
