import { useState } from 'react'
import type { TokenInfo } from '../../../contract/session.ts'
import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Age, Moment } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { useServiceNow } from '../inbox/use-inbox.ts'
import { RevokeDialog } from './revoke-dialog.tsx'
import { type TokenState, tokenState } from './token-words.ts'

const LOOKS: Readonly<Record<TokenState, string>> = {
  active: 'text-approved',
  expired: 'text-faint',
  revoked: 'text-rejected',
}
const WORDS: Readonly<Record<TokenState, string>> = { active: 'Valid', expired: 'Expired', revoked: 'Revoked' }

const ROW =
  'grid gap-x-4 gap-y-1 border-line border-b bg-surface px-3 py-2 last:border-b-0 @2xl:grid-cols-[minmax(0,1fr)_19rem_4.5rem]'

/** Every token that was made here, valid ones first, newest first; never the token itself. */
export function TokenRows({ tokens }: { tokens: readonly TokenInfo[] }) {
  const [asked, setAsked] = useState<TokenInfo | null>(null)
  const now = useServiceNow(5_000)
  const isActive = (token: TokenInfo) => tokenState(token, now) === 'active'
  const rows = [...tokens.filter(isActive), ...tokens.filter((token) => !isActive(token))]
  return (
    <>
      <ul aria-label="Tokens" className="@container overflow-hidden rounded-md border border-line">
        {rows.map((token) => (
          <TokenRow key={token.jti} token={token} state={tokenState(token, now)} onRevoke={() => setAsked(token)} />
        ))}
      </ul>
      {asked !== null && <RevokeDialog token={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

/** Rows as high and as wide as those that will take their place. */
export function SkeletonTokens() {
  return (
    <div aria-busy="true" className="appear-late @container overflow-hidden rounded-md border border-line">
      <span className="sr-only">Reading the tokens</span>
      {['w-2/5', 'w-1/3', 'w-1/2', 'w-2/5'].map((width, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change
        <div key={place} className={`${ROW} h-14`}>
          <div className="flex flex-col gap-2.5 pt-1.5">
            <div className={`skeleton h-2.5 ${width}`} />
            <div className="skeleton h-2 w-3/5" />
          </div>
          <div className="flex flex-col gap-2.5 pt-1.5 @max-2xl:hidden">
            <div className="skeleton h-2 w-2/3" />
            <div className="skeleton h-2 w-5/6" />
          </div>
        </div>
      ))}
    </div>
  )
}

function TokenRow({ token, state, onRevoke }: { token: TokenInfo; state: TokenState; onRevoke: () => void }) {
  const { jti, sub, scope, task_id, expires_at, revoked_at, last_used_at, created_at, door } = token
  return (
    <li data-token={jti} className={ROW}>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className={`font-medium text-xs ${LOOKS[state]}`}>{WORDS[state]}</span>
          <span className="font-medium">
            <Inert text={sub} />
          </span>
          <code className="text-soft text-xs">{scope}</code>
          {door === 'console' && <span className="text-faint text-xs">session of a browser</span>}
        </p>
        {task_id !== null && (
          <p className="text-xs">
            bound to{' '}
            <a
              className="text-accent underline underline-offset-2"
              href={formatRoute({ page: 'tasks', taskId: task_id, filter: NO_FILTER })}
            >
              task {task_id}
            </a>
          </p>
        )}
        <p className="font-mono text-2xs text-faint">{jti}</p>
      </div>
      <div className="figures text-soft text-xs">
        <p>
          {revoked_at !== null ? (
            <>
              revoked <Moment at={revoked_at} />
            </>
          ) : (
            <>
              {state === 'expired' ? 'expired' : 'expires'} <Moment at={expires_at} />
            </>
          )}
        </p>
        <p>
          {last_used_at === null ? (
            'no use recorded'
          ) : (
            <>
              last used <Age at={last_used_at} title={dateTime(Date.parse(last_used_at))} /> ago
            </>
          )}
          {created_at !== null && (
            <>
              {', made '}
              <Moment at={created_at} />
            </>
          )}
        </p>
      </div>
      {state === 'active' && (
        <Button
          look="plain"
          className="!h-7 justify-self-start @2xl:justify-self-end"
          aria-label={`Revoke ${inertString(sub)}, ${scope}`}
          onClick={onRevoke}
        >
          Revoke
        </Button>
      )}
    </li>
  )
}
