import type { ReactNode } from 'react'
import type { SettingsSection as Name } from '../../app/governance-route.ts'
import { SECTION_WORDS } from './section-words.ts'

/** A part of the page with its heading, to which an address can lead. */
export function SettingsSection({ name, lead, children }: { name: Name; lead: string | null; children: ReactNode }) {
  return (
    <section
      id={`settings-${name}`}
      aria-labelledby={`settings-${name}-name`}
      className="min-w-0 @4xl:scroll-mt-5 scroll-mt-14"
    >
      <h2
        id={`settings-${name}-name`}
        tabIndex={-1}
        className="mb-1 border-line border-b pb-1.5 font-semibold text-base outline-none"
      >
        {SECTION_WORDS[name]}
      </h2>
      {lead !== null && <p className="mb-3 text-soft">{lead}</p>}
      <div className="mt-3 flex flex-col gap-4">{children}</div>
    </section>
  )
}
