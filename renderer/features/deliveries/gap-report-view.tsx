import { useEffect, useRef, useState } from 'react'
import type { GapReport, MissedDelivery } from '../../../contract/delivery.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { count } from '../../design/time-words.ts'
import { type Fetched, MissedRow } from './missed-row.tsx'

const keyOf = ({ hook, id }: MissedDelivery) => `${hook} ${id}`
const plural = (n: number, one: string, many: string) => (n === 1 ? `1 ${one}` : `${count(n)} ${many}`)

export function GapReportView({ report, onLeave }: { report: GapReport; onLeave: () => void }) {
  const { api } = useServices()
  const [fetched, setFetched] = useState<ReadonlyMap<string, Fetched>>(new Map())
  const [all, setAll] = useState(false)
  // Closing the dialog ends the row of requests, not the one that is under way.
  const open = useRef(true)
  useEffect(() => {
    open.current = true
    return () => {
      open.current = false
    }
  }, [])

  const fetchOne = async (missed: MissedDelivery) => {
    const set = (now: Fetched) => setFetched((before) => new Map(before).set(keyOf(missed), now))
    set('running')
    await api.fetchMissed(missed.hook, missed.id).then(
      (result) => set({ result }),
      (error: unknown) => set({ failure: asFailure(error) }),
    )
  }
  // Oldest first, as they would have come.
  const waiting = report.missed
    .filter((missed) => !fetched.has(keyOf(missed)))
    .toSorted((a, b) => Date.parse(a.delivered_at) - Date.parse(b.delivered_at))
  const fetchAll = async () => {
    setAll(true)
    for (const missed of waiting) if (open.current) await fetchOne(missed)
    setAll(false)
  }
  const done = report.missed.length - waiting.length

  return (
    <>
      {report.missed.length === 0 ? (
        <Notice
          look={report.incomplete.length === 0 ? 'good' : 'warn'}
          title={report.incomplete.length === 0 ? 'None missed' : 'None missed, as far as GitHub could be asked'}
        >
          <Compared report={report} />
        </Notice>
      ) : (
        <Notice look="warn" title={`${plural(report.missed.length, 'delivery', 'deliveries')} never arrived here`}>
          <Compared report={report} />
          <p className="mt-1 text-soft">
            A fetched delivery is carried out as if it had come by itself, with the assurance “token”: its signature
            cannot be checked any more.
          </p>
        </Notice>
      )}
      {report.incomplete.length > 0 && (
        <Notice
          look="danger"
          title={`${plural(report.incomplete.length, 'webhook', 'webhooks')} could not be asked: what is missing there is not known`}
        >
          <ul className="mt-1 flex flex-col gap-1 text-xs">
            {report.incomplete.map(({ hook, reason }) => (
              <li key={hook}>
                <code className="break-all">{hook}</code>
                <span className="block break-words text-soft">
                  <Inert text={reason} />
                </span>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {report.missed.length > 0 && (
        <>
          <ul
            aria-label="Missed deliveries"
            className="max-h-[18rem] divide-y divide-line overflow-y-auto rounded-md border border-line"
          >
            {report.missed.map((missed) => (
              <MissedRow
                key={keyOf(missed)}
                missed={missed}
                fetched={fetched.get(keyOf(missed)) ?? null}
                isBusy={all}
                onFetch={() => void fetchOne(missed)}
                onLeave={onLeave}
              />
            ))}
          </ul>
          <div className="flex items-center justify-between gap-3">
            <span role="status" className="figures text-soft text-xs">
              {done > 0 && `${count(done)} of ${count(report.missed.length)} fetched or tried`}
            </span>
            <Button look="accent" disabled={all || waiting.length === 0} onClick={() => void fetchAll()}>
              {all ? 'Fetching…' : 'Fetch all'}
            </Button>
          </div>
        </>
      )}
    </>
  )
}

function Compared({ report }: { report: GapReport }) {
  return (
    <p className="mt-0.5 text-soft">
      Compared {plural(report.seen, 'delivery', 'deliveries')} of {plural(report.hooks, 'webhook', 'webhooks')} since{' '}
      <Moment at={report.since} />, at <Moment at={report.checked_at} />.
    </p>
  )
}
