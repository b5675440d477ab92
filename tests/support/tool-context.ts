import type { Sha256, Timestamp } from '../../contract/ids.ts'
import type { Task } from '../../contract/task.ts'
import type { FoundArtifact, ToolContext } from '../../main/core/tools/tool.ts'

/** A context without a disk: the work folder is a name, and `artifacts` are those of the task. */
export function fakeContext(
  artifacts: readonly FoundArtifact[],
): ToolContext & { readonly told: string[]; cancel(): void } {
  const stop = new AbortController()
  const told: string[] = []
  async function artifactOf(sha256: Sha256): Promise<FoundArtifact> {
    const found = artifacts.find(({ artifact }) => artifact.sha256 === sha256)
    if (found === undefined) throw new Error(`no ${sha256}`)
    return found
  }
  return {
    ...{ call_id: 'call-1', task: {} as Task, correlation_id: 'c1', signal: stop.signal, told },
    workFolder: async () => '/work-folder',
    artifact: artifactOf,
    copyOf: async (sha256) => ({ ...(await artifactOf(sha256)), file: `/work-folder/${sha256}` }),
    progress: (fraction, words) => void told.push(`${fraction} ${words}`),
    cancel: () => stop.abort(new Error('enough')),
  }
}

/** An artifact of the task of a `fakeContext`. */
export const foundArtifact = (
  sha256: string,
  media_type: string,
  more: Partial<FoundArtifact['artifact']> = {},
): FoundArtifact => ({
  ...{ package_id: 'p1', file: `/evidence/${sha256}` },
  artifact: {
    ...{ path: 'a', sha256: sha256 as Sha256, bytes: 1, media_type, source: 'test', link: null, ...more },
    captured_at: '2026-03-01T00:00:00.000Z' as Timestamp,
  },
})
