const RUNS = ['w-2/5', 'w-1/3', 'w-1/2', 'w-2/5']

/** The shape of calls: what was called with its age, what came of it, where it leads. */
export function SkeletonRuns() {
  return (
    <div aria-busy="true" className="appear-late overflow-hidden rounded-md border border-line">
      <span className="sr-only">Reading the calls</span>
      {RUNS.map((width, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change
        <div key={place} className="flex h-[6.25rem] flex-col gap-3 border-line border-b px-3 py-3.5 last:border-b-0">
          <div className="flex items-center justify-between">
            <div className={`skeleton h-2.5 ${width}`} />
            <div className="skeleton h-2 w-8" />
          </div>
          <div className="skeleton h-2 w-1/2" />
          <div className="skeleton h-2 w-1/3" />
        </div>
      ))}
    </div>
  )
}
