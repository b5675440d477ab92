const WIDTHS = ['w-3/5', 'w-2/5', 'w-1/2', 'w-1/3']

/** The shape of a framed list of lines, each with a smaller one below, that will take its place. */
export function SkeletonLines({ label, lines }: { label: string; lines: number }) {
  return (
    <div aria-busy="true" className="appear-late overflow-hidden rounded-md border border-line bg-surface">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
        <div key={place} className="flex flex-col gap-2 border-line border-b px-3 py-2.5 last:border-b-0">
          <div className={`skeleton h-2.5 ${WIDTHS[place % WIDTHS.length]}`} />
          <div className="skeleton h-2 w-1/4" />
        </div>
      ))}
    </div>
  )
}
