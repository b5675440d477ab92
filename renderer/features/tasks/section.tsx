import { type ReactNode, useId } from 'react'

/** A part of the detail with its heading; `aside` stands at the right end of the heading. */
export function Section({ title, aside, children }: { title: string; aside: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0">
      <div className="mb-2 flex min-h-6 flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 id={id} className="font-semibold text-soft text-xs">
          {title}
        </h3>
        {aside}
      </div>
      {children}
    </section>
  )
}
