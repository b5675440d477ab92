import type { IssuedToken } from '../../../contract/session.ts'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'

/** The token itself, once: it cannot be read again. */
export function IssuedTokenView({ issued, onDone }: { issued: IssuedToken; onDone: () => void }) {
  return (
    <div role="status" data-testid="issued-token">
      <Notice look="good" title="Copy it now: it is shown this once and cannot be read again">
        <div className="mt-2 flex items-start gap-1">
          <code className="min-w-0 flex-1 select-all break-all rounded-sm border border-line bg-surface px-2 py-1 text-2xs">
            {issued.token}
          </code>
          <CopyButton text={issued.token} what="token" />
        </div>
        <p className="mt-2 text-soft text-xs [overflow-wrap:anywhere]">
          {issued.scope} {issued.sub}
          {issued.task_id !== null && `, bound to task ${issued.task_id}`}, until <Moment at={issued.expires_at} />
        </p>
        <Button look="plain" className="mt-2" onClick={onDone}>
          I have it
        </Button>
      </Notice>
    </div>
  )
}
