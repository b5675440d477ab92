import type { EvidencePackage } from '../../../contract/evidence.ts'
import { formatRoute } from '../../app/route.ts'
import { SealIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { canBePublished } from './artifact-file.ts'
import { ArtifactRow } from './artifact-row.tsx'
import { PackageFolder } from './package-folder.tsx'

/** One package with its files. What does not fit is said first, and loudly. */
export function EvidencePackageView({ kept, doubts }: { kept: EvidencePackage; doubts: readonly string[] }) {
  const isWhole = doubts.length === 0
  return (
    <article
      aria-label={`Evidence package ${kept.package_id}`}
      data-state={isWhole ? 'whole' : 'altered'}
      data-package={kept.package_id}
      tabIndex={-1}
      className={`overflow-hidden rounded-md border bg-surface ${isWhole ? 'border-line' : 'border-danger-line'}`}
    >
      <header
        className={`flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b px-3 py-1.5 text-xs ${
          isWhole ? 'border-line bg-raised' : 'border-danger-line bg-danger-ground'
        }`}
      >
        <code className="min-w-0 break-all">{kept.package_id}</code>
        <span className="text-faint">
          <Moment at={kept.created_at} />
        </span>
        {isWhole ? (
          <span
            className="ml-auto inline-flex items-center gap-1 text-approved"
            title="Every file has the hash of the manifest, and the manifest’s signature fits"
          >
            <SealIcon className="size-3.5" />
            whole
          </span>
        ) : (
          <span className="ml-auto inline-flex items-center gap-1 font-semibold text-rejected">
            <WarningIcon className="size-3.5" />
            BROKEN
          </span>
        )}
        <PackageFolder address={{ correlation_id: kept.correlation_id, package_id: kept.package_id }} />
      </header>
      {!isWhole && (
        <div role="alert" className="border-danger-line border-b bg-danger-ground px-3 py-2">
          <p className="font-medium">Do not trust this evidence: it is not what was recorded.</p>
          <ul className="mt-1 list-disc pl-4 text-soft">
            {doubts.map((doubt) => (
              <li key={doubt} className="break-words">
                <Inert text={doubt} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <ul className="divide-y divide-line">
        {kept.artifacts.map((artifact) => (
          <ArtifactRow
            key={artifact.path}
            address={{ correlation_id: kept.correlation_id, package_id: kept.package_id, artifact }}
            publishing={
              isWhole && canBePublished(artifact)
                ? formatRoute({ page: 'airlock', taskId: kept.task_id, sha256: artifact.sha256 })
                : null
            }
            isBroken={kept.problems.some((problem) => problem.startsWith(`${artifact.path} `))}
          />
        ))}
      </ul>
    </article>
  )
}
