const ARGS = ['w-1/3', 'w-1/2', 'w-2/5']
const RUNS = ['w-2/5', 'w-1/3', 'w-1/2', 'w-2/5']

/** The shape of the cards that will take their place: one of a tool with arguments, one of a tool without. */
export function SkeletonTools() {
  return (
    <div aria-busy="true" className="appear-late flex flex-col gap-5">
      <span className="sr-only">Reading the tools</span>
      {[ARGS, []].map((args) => (
        <div key={args.length} className="flex flex-col gap-3 rounded-md border border-line bg-raised p-4">
          <div className="flex items-center gap-3 py-1">
            <div className="skeleton h-3 w-2/5" />
            <div className="skeleton h-2.5 w-1/4" />
          </div>
          <div className="skeleton h-2.5 w-11/12" />
          <div className="skeleton mb-1 h-2 w-3/4" />
          {args.length > 0 && (
            <div className="rounded-md border border-line bg-surface">
              {args.map((width) => (
                <div
                  key={width}
                  className="grid h-9 grid-cols-[9rem_minmax(0,1fr)] items-center gap-x-3 border-line border-b px-3 last:border-b-0"
                >
                  <div className="skeleton h-2 w-16" />
                  <div className={`skeleton h-2 ${width}`} />
                </div>
              ))}
            </div>
          )}
          <div className="skeleton h-2 w-20" />
        </div>
      ))}
    </div>
  )
}

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
