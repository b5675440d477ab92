import { useState } from 'react'
import type { CiStatus } from '../../../contract/outside-refs.ts'
import { Button } from '../../design/button.tsx'
import { CiMark, CiStateMark } from '../../design/ci-mark.tsx'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Moment } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { AddressButtons, AddressText } from './address.tsx'

const FEW = 6

/** What continuous integration says: the worst of the checks, and each of them. */
export function CiFact({ ci }: { ci: CiStatus | null }) {
  if (ci === null)
    return (
      <Fact look="column" name="CI">
        <span className="text-faint">No CI result yet</span>
      </Fact>
    )
  return (
    <Fact look="column" name="CI">
      <span className="flex justify-between gap-2">
        <CiMark state={ci.state} />
        {ci.url !== null && <AddressButtons url={ci.url} what="CI run" />}
      </span>
      <span className="block text-soft text-xs">
        <Inert text={ci.name} /> · <Moment at={ci.updated_at} />
      </span>
      {ci.url !== null && <AddressText url={ci.url} />}
      {ci.commit !== null && <Hash value={ci.commit} shown={12} what="commit" />}
      {ci.checks.length > 1 && <Checks checks={ci.checks} />}
    </Fact>
  )
}

const WORST_FIRST: readonly CiStatus['state'][] = ['failed', 'running', 'queued', 'cancelled', 'unknown', 'passed']

function Checks({ checks }: { checks: CiStatus['checks'] }) {
  const [all, setAll] = useState(false)
  const sorted = checks.toSorted((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))
  const shown = all ? sorted : sorted.slice(0, FEW)
  return (
    <>
      <ul aria-label="Checks" className="mt-1.5 divide-y divide-line rounded-md border border-line bg-surface text-xs">
        {shown.map((check) => (
          <li key={check.key} className="flex items-start gap-2 px-2 py-1">
            <span
              className="min-w-0 flex-1 break-words"
              title={`${inertString(check.key)}, ${dateTime(Date.parse(check.updated_at))}`}
            >
              <Inert text={check.name} />
            </span>
            <CiStateMark state={check.state} />
          </li>
        ))}
      </ul>
      {sorted.length > FEW && (
        <Button look="quiet" className="!h-6 !px-1.5 !text-xs mt-1" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${sorted.length} checks`}
        </Button>
      )}
    </>
  )
}
