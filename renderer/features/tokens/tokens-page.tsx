import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { IssuedToken } from '../../../contract/session.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Face } from '../../design/face.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { timeOfDay } from '../../design/time-words.ts'
import { ScrollPage } from '../policy/scroll-page.tsx'
import { Section } from '../tasks/section.tsx'
import { IssuedTokenView } from './issued-token.tsx'
import { SecretsAtRest } from './secrets-at-rest.tsx'
import { TokenForm } from './token-form.tsx'
import { SkeletonTokens, TokenRows } from './token-list.tsx'

/** Last use moves without a pushed event. Milliseconds. */
const READ_AGAIN = 30_000

/** Who may act here without a browser: tokens are made, seen and revoked by an admin. */
export function TokensPage() {
  const { mayDecide } = useServices()
  return (
    <ScrollPage title="Tokens" lead="A token lets a program act here, with one scope, until it expires or is revoked.">
      {mayDecide ? (
        <TokenDesk />
      ) : (
        <Face title="Only an admin sees the tokens">
          <p>This session may only read. Log in as an admin to make, see and revoke them.</p>
        </Face>
      )}
    </ScrollPage>
  )
}

function TokenDesk() {
  const { api } = useServices()
  const [issued, setIssued] = useState<IssuedToken | null>(null)
  const query = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => api.tokens(signal),
    refetchInterval: READ_AGAIN,
    gcTime: 0,
  })
  const failure = query.error === null ? null : asFailure(query.error)
  return (
    <div className="grid gap-x-9 gap-y-7 @4xl:grid-cols-[21rem_minmax(0,1fr)] @4xl:grid-rows-[auto_1fr]">
      <Section title="New token" aside={null}>
        {issued === null ? (
          <TokenForm onIssued={setIssued} />
        ) : (
          <IssuedTokenView issued={issued} onDone={() => setIssued(null)} />
        )}
      </Section>
      <div className="@4xl:col-start-2 @4xl:row-span-2 @4xl:row-start-1">
        <Section
          title="Made here"
          aside={
            query.data === undefined ? null : (
              <span className="figures text-faint text-xs">as of {timeOfDay(Date.parse(query.data.now))}</span>
            )
          }
        >
          {failure !== null && (query.data === undefined || failure.code !== 'unreachable') ? (
            <ProblemView failure={failure} onRetry={() => void query.refetch()} />
          ) : query.data === undefined ? (
            <SkeletonTokens />
          ) : query.data.items.length === 0 ? (
            <p className="text-faint">None was made, or all are long gone.</p>
          ) : (
            <TokenRows tokens={query.data.items} />
          )}
        </Section>
      </div>
      <SecretsAtRest />
    </div>
  )
}
