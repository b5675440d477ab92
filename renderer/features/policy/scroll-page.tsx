import type { ReactNode } from 'react'

/** A page that is read from top to bottom. */
export function ScrollPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className="@container min-h-0 overflow-y-auto bg-surface">
      <div className="mx-auto max-w-[84rem] px-5 pt-5 pb-12 @3xl:px-7">
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        <p className="mt-1 mb-6 max-w-[46rem] text-soft">{lead}</p>
        {children}
      </div>
    </main>
  )
}
