import type { ReactNode } from 'react'
import type { Build } from '../../../contract/outside-refs.ts'
import { Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { Section } from './section.tsx'

/** A build in Apple's own words; what was not said is not shown. */
export function BuildSection({ build }: { build: Build }) {
  const text = (value: string | number | null): ReactNode => value !== null && <Inert text={String(value)} />
  const rows: readonly (readonly [string, ReactNode])[] = [
    ['Product', text(build.product)],
    ['Workflow', text(build.workflow)],
    ['Build number', text(build.build_number)],
    ['Progress', text(build.progress)],
    ['Completion', text(build.completion_status)],
    ['Branch', text(build.branch)],
    ['Commit', build.commit !== null && <Hash value={build.commit} shown={10} what="commit of the build" />],
    ['Build id', build.build_id !== null && <Hash value={build.build_id} shown={8} what="build id" />],
    ['Reported', build.updated_at !== null && <Moment at={build.updated_at} />],
  ]
  return (
    <Section title="Xcode build" aside={null}>
      <dl
        data-testid="build"
        className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1 rounded-md border border-line bg-surface px-3 py-2.5 @xl:grid-cols-[5.75rem_minmax(0,1fr)_4.75rem_minmax(0,1fr)]"
      >
        {rows
          .filter(([, value]) => value !== false)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-faint text-xs leading-5">{name}</dt>
              <dd className="figures min-w-0 break-words">{value}</dd>
            </div>
          ))}
      </dl>
    </Section>
  )
}
