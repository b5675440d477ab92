import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { WorkspaceFacts } from '../../../contract/protocol.ts'
import type { ProtocolRound } from '../../../contract/protocol-view.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { count } from '../../design/time-words.ts'
import { useEvidence } from '../evidence/use-evidence.ts'
import { Section } from '../tasks/section.tsx'
import { DiffFile } from './diff-file.tsx'
import { type FileDiff, readDiff } from './unified-diff.ts'

/** Files that are listed at first, and more at every press. */
const FIRST = 50
/** So many small changes are open at once. */
const OPEN_FILES = 3
const OPEN_LINES = 60

/** What is another one in the workspace than before the work, found by the console: not what the agent says that it changed. */
export function DiffView({ task, round }: { task: TaskDetail; round: ProtocolRound }) {
  const workspace = round.observed?.workspace
  if (round.observed === null || workspace === undefined) return null
  return (
    <Section
      title="What the console found changed"
      aside={<span className="text-faint text-xs">by comparing the workspace itself</span>}
    >
      {workspace === null ? (
        <p className="text-soft">
          There is no workspace that the console knows: nothing is said here of what was changed.
        </p>
      ) : (
        <Changed task={task} workspace={workspace} />
      )}
    </Section>
  )
}

function Changed({ task, workspace }: { task: TaskDetail; workspace: WorkspaceFacts }) {
  const { files, out_of_scope, complete } = workspace
  const [shown, setShown] = useState(FIRST)
  const patch = usePatch(task, workspace)
  const diffs = useMemo(() => new Map((patch.diffs ?? []).map((diff) => [diff.path, diff])), [patch.diffs])
  const outside = useMemo(() => new Set(out_of_scope), [out_of_scope])
  // What may not be there goes first.
  const sorted = useMemo(
    () => files.toSorted((a, b) => Number(outside.has(b.path)) - Number(outside.has(a.path))),
    [files, outside],
  )
  return (
    <div className="flex flex-col gap-2.5">
      {!complete && (
        <Notice look="danger" title="The comparison is not complete">
          <p className="mt-0.5 text-soft text-xs">
            There was too much to list, or it failed: nothing counts as in scope.
          </p>
        </Notice>
      )}
      {patch.failure !== null && <ProblemView failure={patch.failure} onRetry={patch.readAgain} />}
      {patch.isMissing && (
        <p className="text-rejected text-xs">The package with the patch is not there: only the names are known.</p>
      )}
      {patch.isOther && <p className="text-rejected text-xs">The patch is not what was recorded, and is not shown.</p>}
      {files.length === 0 ? (
        <p className="text-faint">{complete ? 'Nothing was changed.' : 'No file is listed.'}</p>
      ) : patch.isPending ? (
        <SkeletonLines label="Reading the patch" lines={2} />
      ) : (
        <div className="overflow-hidden rounded-md border border-line">
          {sorted.slice(0, shown).map((touched, place) => {
            const diff = diffs.get(touched.path)
            return (
              <DiffFile
                key={touched.path}
                path={touched.path}
                touched={touched}
                diff={diff}
                isOutside={outside.has(touched.path)}
                isOpen={place < OPEN_FILES && diff !== undefined && diff.added + diff.removed <= OPEN_LINES}
              />
            )
          })}
        </div>
      )}
      {files.length > shown && (
        <p className="flex items-center gap-2 text-soft text-xs">
          {count(shown)} of {count(files.length)} files.
          <Button look="quiet" className="!h-6 !px-1.5 !text-xs" onClick={() => setShown(shown * 4)}>
            Show more
          </Button>
        </p>
      )}
    </div>
  )
}

/** The patch of the observation, hashed on the way. */
function usePatch(task: TaskDetail, { diff }: WorkspaceFacts) {
  const { api } = useServices()
  const { packages, query: evidence } = useEvidence(task)
  const kept = diff === null ? undefined : packages?.find(({ package_id }) => package_id === diff.package_id)
  const isOther = kept !== undefined && (kept.manifest_sha256 !== diff?.manifest_sha256 || kept.state === 'altered')
  const artifact = isOther ? undefined : kept?.artifacts[0]
  const query = useQuery({
    queryKey: ['patch', diff?.manifest_sha256 ?? ''],
    queryFn: async ({ signal }): Promise<readonly FileDiff[]> => {
      if (kept === undefined || artifact === undefined) return []
      const { correlation_id, package_id } = kept
      return readDiff(new TextDecoder().decode(await api.artifact({ correlation_id, package_id, artifact }, signal)))
    },
    enabled: artifact !== undefined,
    gcTime: 60_000,
  })
  const error = query.error ?? (packages === undefined ? evidence.error : null)
  return {
    diffs: query.data,
    failure: error === null ? null : asFailure(error),
    isMissing: diff !== null && packages !== undefined && kept === undefined,
    isOther,
    isPending:
      diff !== null && error === null && (packages === undefined || (artifact !== undefined && query.isPending)),
    readAgain: () => void (query.error === null ? evidence.refetch() : query.refetch()),
  }
}
