import type { Build } from '../../../../contract/outside-refs.ts'

/** What a delivery says of a build, whoever sent it. */
export interface BuildReport {
  /** What tells this run from every other, in lower case: Xcode Cloud and its scripts spell the same id differently. */
  readonly identity: string
  /** `updated_at` is when the build got that far, in UTC. */
  readonly build: Build
  /** When the report is of one action of the build alone (Xcode Cloud runs several): its name and its completion status. */
  readonly action: { readonly name: string; readonly status: string | null } | null
  /** `owner/name`. */
  readonly repository: string | null
  /** On GitHub. */
  readonly pull_request: { readonly repository: string; readonly number: number } | null
  /** Page of the build. */
  readonly url: string | null
}

/** The id, or else what names the run; null when nothing does. */
export function identityOf(build: Pick<Build, 'build_id' | 'product' | 'workflow' | 'build_number'>): string | null {
  const { build_id, product, workflow, build_number } = build
  if (build_id !== null) return build_id.toLowerCase()
  if (build_number === null || (product === null && workflow === null)) return null
  return `${product ?? ''}/${workflow ?? ''}/${build_number}`.toLowerCase()
}
