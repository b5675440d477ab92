import type { Artifact, EvidencePackage, EvidenceRef } from '../../../contract/evidence.ts'
import type { Sha256, TaskId } from '../../../contract/ids.ts'

/** What is said of a file that is to become evidence. */
export interface ArtifactFacts {
  /** `ArtifactName`: the file name inside the package. */
  readonly path: string
  readonly media_type: string
  readonly captured_at: string
  readonly source: string
  readonly link: string | null
  /** Of the artifact that it was made from. */
  readonly parent_sha256?: Sha256
  /** What somebody else says, checked by nobody here. */
  readonly trust?: 'reported'
  /** Cut short by a failure. */
  readonly partial?: true
}

/** `file`: absolute path of a plain file that nobody writes any more; it is copied, and stays where it is. */
export type ArtifactDraft = ArtifactFacts & ({ readonly bytes: Uint8Array } | { readonly file: string })

/** A package that is to be kept; the same draft always makes the same package. */
export interface PackageDraft {
  readonly package_id: string
  readonly task_id: string
  readonly correlation_id: string
  readonly created_at: string
  readonly artifacts: readonly ArtifactDraft[]
}

/** Packages under `audit/evidence/<correlation_id>/<package_id>/`: the files, then `manifest.json`, signed. */
export interface EvidenceStore {
  /**
   * Writes the package durably and resolves to what the task says of it. The same draft again leaves the package as it is and gives the
   * same reference. Nothing is ever overwritten: a package of that name with other content, or one that is not what was recorded any
   * more, is AppError `storage_failed`, as is a disk that fails. Throws AppError `internal` for a draft against the contract.
   */
  keep(draft: PackageDraft): Promise<EvidenceRef>
  /**
   * Every package of a correlation id, oldest first, every file hashed, unless it was before in this run and has not changed since. What
   * differs in any way is `altered`, with the reasons in words.
   */
  list(correlationId: string): Promise<readonly EvidencePackage[]>
  /**
   * The file with these bytes in any package of a task, hashed again; the oldest that is whole. Null when none of them names it: what
   * belongs to another task with the same correlation id is not found. Throws AppError `evidence_altered` when none of those that name it
   * holds these bytes any more.
   */
  find(
    of: { readonly task_id: string; readonly correlation_id: string },
    sha256: Sha256,
  ): Promise<{ readonly artifact: Artifact; readonly package_id: string; readonly file: string } | null>
  /**
   * One file, as it was recorded: hashed, unless it was before in this run and has not changed since. Throws AppError
   * `evidence_not_found`, or `evidence_altered` when the file or the manifest that vouches for it is not what was written.
   */
  read(correlationId: string, packageId: string, name: string): Promise<KeptFile>
}

/** A file of evidence that has the sha256 of its manifest. */
export interface KeptFile {
  readonly artifact: Artifact
  readonly task_id: TaskId
  /**
   * Its bytes from `from` up to, not including, `to`, in pieces: a piece is valid until the next one is asked for. However large it is, no
   * more of it is held than a piece. Throws AppError `evidence_altered` as soon as it is not the file any more that was hashed.
   */
  pieces(from: number, to: number): AsyncIterable<Uint8Array>
}
