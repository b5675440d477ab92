import type { DecidedApprovals } from '../../../contract/approval.ts'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'

/** After a decision on several: which of them were not decided, and why. */
export function NotAllDecided({ outcome }: { outcome: DecidedApprovals }) {
  const { items, refused } = outcome
  if (refused.length === 0) return null
  return (
    <div role="alert">
      <Notice look="warn" title={`${items.length} decided, ${refused.length} not`}>
        <ul className="mt-1 flex flex-col gap-1">
          {refused.map(({ approval_id, error_code, detail }) => (
            <li key={approval_id}>
              <code className="text-2xs">{approval_id}</code> <Inert text={detail} />{' '}
              <code className="text-2xs text-soft">{error_code}</code>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  )
}
