import { useQuery } from '@tanstack/react-query'
import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { count } from '../../design/time-words.ts'
import { SettingsSection } from './settings-section.tsx'

/** How many programs may act here; the rest has a page of its own. */
export function TokenSection() {
  const { api } = useServices()
  const query = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => api.tokens(signal), gcTime: 0 })
  const { data: list, error } = query
  const valid = list?.items.filter(
    ({ revoked_at, expires_at }) => revoked_at === null && Date.parse(expires_at) > Date.parse(list.now),
  )
  return (
    <SettingsSection name="tokens" lead={null}>
      <p>
        {error !== null && list === undefined
          ? `Not known: ${asFailure(error).title}. `
          : valid === undefined
            ? 'Asking… '
            : `${valid.length === 0 ? 'No token is' : valid.length === 1 ? 'One token is' : `${count(valid.length)} tokens are`} valid now. `}
        <a
          href={formatRoute({ page: 'tokens' })}
          className="rounded-sm text-accent underline underline-offset-2 hover:text-accent-strong"
        >
          Make, see and revoke tokens
        </a>
      </p>
    </SettingsSection>
  )
}
