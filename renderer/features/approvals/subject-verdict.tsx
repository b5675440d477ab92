import type { Approval } from '../../../contract/approval.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { CheckIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { count } from '../../design/time-words.ts'
import type { SubjectCheck } from './subject-check.ts'

/** Whether the bytes above are the ones that a decision is bound to: hashed here, in this page. */
export function SubjectVerdict({ approval, check }: { approval: Approval; check: SubjectCheck | null }) {
  if (check === null)
    return (
      <p role="status" className="text-faint text-xs">
        Hashing the shown bytes…
      </p>
    )
  if (check.state === 'unchecked')
    return (
      <Notice look="warn" title="The shown bytes cannot be checked here">
        <p className="mt-1 text-soft">
          This page came over plain HTTP from another machine, where the browser hashes nothing. Open the console at its
          loopback address or over HTTPS; nothing can be decided here.
        </p>
      </Notice>
    )
  if (check.state === 'differs')
    return (
      <div role="alert" data-testid="subject-alarm">
        <Notice look="danger" title="What is shown is not what would be decided. Do not approve it.">
          <ul className="mt-1 flex list-disc flex-col gap-1 pl-4">
            {check.problems.map((problem) => (
              <li key={problem} className="[overflow-wrap:anywhere]">
                <Inert text={problem} />
              </li>
            ))}
          </ul>
          <dl className="mt-2 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 font-mono text-2xs">
            <dt>shown</dt>
            <dd className="break-all">{check.sha256}</dd>
            <dt>named</dt>
            <dd className="break-all">{approval.subject_sha256}</dd>
          </dl>
        </Notice>
      </div>
    )
  return (
    <p data-testid="subject-fits" className="flex flex-wrap items-center gap-x-1.5 text-xs">
      <span className="inline-flex items-center gap-1 font-medium text-approved">
        <CheckIcon className="size-3.5" />
        Hashed in this page: these {count(new TextEncoder().encode(approval.subject).length)} bytes are what is decided
      </span>
      <span className="min-w-0 [text-wrap:balance]">
        <code className="break-all text-2xs text-soft">sha256 {check.sha256}</code>
        <span className="ml-1 inline-flex align-middle">
          <CopyButton text={check.sha256} what="sha256 of the bytes" />
        </span>
      </span>
    </p>
  )
}
