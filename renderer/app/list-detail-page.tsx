import type { ReactNode } from 'react'
import type { ListDetail } from './use-list-detail.ts'

interface ListDetailPageProps {
  page: ListDetail
  /** Name of the list and of the page. */
  name: string
  detailName: string
  list: ReactNode
  detail: ReactNode
}

/** List and detail side by side; on a narrow screen one at a time. */
export function ListDetailPage({ page, name, detailName, list, detail }: ListDetailPageProps) {
  const { isNarrow, isOpen, detailRef } = page
  return (
    <main className="grid min-h-0 grid-cols-[minmax(0,1fr)] wide:grid-cols-[clamp(21rem,34vw,30rem)_minmax(0,1fr)]">
      {(!isNarrow || !isOpen) && (
        <section aria-label={name} className="flex min-h-0 flex-col border-line bg-surface wide:border-r">
          {list}
        </section>
      )}
      {(!isNarrow || isOpen) && (
        <section
          ref={detailRef}
          aria-label={detailName}
          // Enter moves here, so that the text can be scrolled by keys; Tab goes on to what can be done.
          tabIndex={-1}
          className="@container min-h-0 overflow-y-auto outline-none"
        >
          {detail}
        </section>
      )}
    </main>
  )
}
