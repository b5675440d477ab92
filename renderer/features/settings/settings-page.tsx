import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { SettingsView } from '../../../contract/settings.ts'
import { SETTINGS_SECTIONS, type SettingsSection } from '../../app/governance-route.ts'
import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Face } from '../../design/face.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { AddressSection } from './address-section.tsx'
import { AgentSection } from './agent-section.tsx'
import { AuditSection } from './audit-section.tsx'
import { DataSection } from './data-section.tsx'
import { DesktopSection } from './desktop-section.tsx'
import { NotificationSection } from './notification-section.tsx'
import { SaveBar } from './save-bar.tsx'
import { ScreenSection } from './screen-section.tsx'
import { SECTION_WORDS } from './section-words.ts'
import { SkeletonSettings } from './settings-skeleton.tsx'
import { SourceSection } from './source-section.tsx'
import { TokenSection } from './token-section.tsx'
import { ToolSection } from './tool-section.tsx'
import { UpdateSection } from './update-section.tsx'
import { useSettingsDesk } from './use-settings-desk.ts'

/** The same left edge whatever the page has to say, and that of the other pages. */
const WIDTH = 'mx-auto w-full max-w-[84rem] px-5 pt-5 pb-12 @3xl:px-7'

/** How this console is set up: what is in force, who said so, and what can be changed here. */
export function SettingsPage({ section }: { section: SettingsSection | null }) {
  const { mayDecide } = useServices()
  return (
    <main className="@container flex min-h-0 flex-col bg-surface">
      {mayDecide ? (
        <Settings section={section} />
      ) : (
        <div className="overflow-y-auto">
          <div className={WIDTH}>
            <h1 className="font-semibold text-xl tracking-tight">Settings</h1>
            <Face title="Only an admin sees the settings">
              <p>This session may only read. Log in as an admin to see and change them.</p>
            </Face>
          </div>
        </div>
      )}
    </main>
  )
}

function Settings({ section }: { section: SettingsSection | null }) {
  const { api } = useServices()
  const query = useQuery({ queryKey: ['settings'], queryFn: ({ signal }) => api.settings(signal) })
  const failure = query.error === null ? null : asFailure(query.error)
  if (query.data !== undefined && (failure === null || failure.code === 'unreachable'))
    return <Desk view={query.data} section={section} />
  return (
    <div className="overflow-y-auto">
      <div className={WIDTH}>
        <h1 className="mb-6 font-semibold text-xl tracking-tight">Settings</h1>
        {failure !== null ? (
          <div className="max-w-[44rem]">
            <ProblemView failure={failure} onRetry={() => void query.refetch()} />
          </div>
        ) : (
          <SkeletonSettings />
        )}
      </div>
    </div>
  )
}

function Desk({ view, section }: { view: SettingsView; section: SettingsSection | null }) {
  const desk = useSettingsDesk(view)
  const bodyRef = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (section === null) return
    const place = bodyRef.current?.querySelector<HTMLElement>(`#settings-${section}`)
    place?.scrollIntoView({ block: 'start' })
    place?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
  }, [section])
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className={WIDTH}>
          <h1 className="font-semibold text-xl tracking-tight">Settings</h1>
          <p className="mt-1 mb-5 max-w-[46rem] text-soft [overflow-wrap:anywhere]">
            Kept in <code className="text-xs">{view.path}</code>. A flag or a variable goes before what is said here.
          </p>
          <div className="mb-6 flex max-w-[46rem] flex-col gap-3 empty:hidden">
            {view.refused !== null && (
              <Notice look="danger" title="The file as it stands is not valid. The last good one holds.">
                <p className="mt-1 text-soft text-xs">
                  <Inert text={view.refused} />
                </p>
                <p className="mt-1 text-xs">Saving here writes a whole, valid file in its place.</p>
              </Notice>
            )}
            {desk.restart.length > 0 && (
              <div data-testid="restart-needed">
                <Notice look="warn" title="From the next start of the console:">
                  <p className="mt-0.5 text-soft">{desk.restart.join(', ')}.</p>
                </Notice>
              </div>
            )}
          </div>
          <div className="@4xl:grid @4xl:grid-cols-[9.5rem_minmax(0,1fr)] @4xl:gap-x-10">
            <div className="@max-4xl:sticky @max-4xl:top-0 @max-4xl:z-1 -mx-2 mb-5 bg-surface @max-4xl:py-1.5">
              <SectionNav current={section} />
            </div>
            <div ref={bodyRef} className="flex min-w-0 max-w-[58rem] flex-col gap-9">
              <AddressSection desk={desk} />
              <SourceSection desk={desk} />
              <TokenSection />
              <NotificationSection desk={desk} />
              <DesktopSection desk={desk} />
              <ScreenSection />
              <ToolSection view={view} />
              <AgentSection view={view} />
              <DataSection view={view} desk={desk} />
              <AuditSection desk={desk} />
              <UpdateSection desk={desk} />
            </div>
          </div>
        </div>
      </div>
      <SaveBar desk={desk} />
    </>
  )
}

function SectionNav({ current }: { current: SettingsSection | null }) {
  const ref = useRef<HTMLElement>(null)
  // Where there is room for one row only, it scrolls: the open section is in sight.
  useEffect(() => {
    const link = ref.current?.querySelector<HTMLElement>('[aria-current]')
    if (current === null || link == null || ref.current === null) return
    ref.current.scrollLeft = link.offsetLeft - (ref.current.clientWidth - link.offsetWidth) / 2
  }, [current])
  return (
    <nav
      ref={ref}
      aria-label="Sections"
      className="relative flex gap-x-1 gap-y-0.5 @max-4xl:overflow-x-auto @max-4xl:pr-5 @4xl:sticky @4xl:top-5 @4xl:flex-col @max-4xl:[mask-image:linear-gradient(to_right,transparent,black_0.5rem,black_calc(100%-1.5rem),transparent)] [scrollbar-width:none]"
    >
      {SETTINGS_SECTIONS.map((section) => (
        <a
          key={section}
          href={formatRoute({ page: 'settings', section })}
          aria-current={section === current ? 'location' : undefined}
          className="shrink-0 whitespace-nowrap rounded-md px-2 py-1 text-soft outline-offset-[-2px] hover:bg-hover hover:text-ink aria-[current]:bg-selected aria-[current]:text-ink"
        >
          {SECTION_WORDS[section]}
        </a>
      ))}
    </nav>
  )
}
