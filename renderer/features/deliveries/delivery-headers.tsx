import type { DeliveryDetail } from '../../../contract/delivery.ts'
import { HiddenIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Section } from '../tasks/section.tsx'

/** What the service writes in the place of a secret. */
const REDACTED = '(redacted)'

export function DeliveryHeaders({ headers, dropped }: { headers: DeliveryDetail['headers']; dropped: number }) {
  const rows = Object.entries(headers ?? {})
  return (
    <Section title={rows.length === 0 ? 'Headers' : `Headers (${rows.length})`} aside={null}>
      {headers === null ? (
        <p className="text-soft">The headers are no longer kept.</p>
      ) : rows.length === 0 && dropped === 0 ? (
        <p className="text-soft">It came without headers.</p>
      ) : (
        <HeaderTable rows={rows} />
      )}
      {dropped > 0 && (
        <p className="mt-1.5 text-soft text-xs">
          {dropped === 1 ? 'One more was' : `${dropped} more were`} too long to be kept.
        </p>
      )}
    </Section>
  )
}

function HeaderTable({ rows }: { rows: readonly (readonly [string, string])[] }) {
  if (rows.length === 0) return null
  return (
    <dl className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface text-xs">
      {rows.map(([name, value]) => (
        <div key={name} className="grid gap-x-3 px-3 py-1 @xl:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="break-all font-mono text-2xs text-soft leading-[1.125rem]">
            <Inert text={name} />
          </dt>
          <dd className="min-w-0 break-all font-mono text-2xs leading-[1.125rem]">
            {value === REDACTED ? (
              <span
                className="inline-flex items-center gap-1 font-sans text-faint"
                title="It can hold a secret, so its value was never written down"
              >
                <HiddenIcon className="size-3" />
                redacted
              </span>
            ) : (
              <Inert text={value} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
