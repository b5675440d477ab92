const SECTIONS = ['w-24', 'w-20', 'w-28']

/** The shape of the settings that will take its place: the names of the sections, and sections with their fields. */
export function SkeletonSettings() {
  return (
    <div aria-busy="true" className="appear-late @4xl:grid @4xl:grid-cols-[9.5rem_minmax(0,1fr)] @4xl:gap-x-10">
      <span className="sr-only">Reading the settings</span>
      <div className="flex @4xl:flex-col gap-5 overflow-hidden pt-1.5 pb-7">
        {['w-16', 'w-14', 'w-12', 'w-20', 'w-14', 'w-12', 'w-10', 'w-10', 'w-14'].map((width, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the names never change
          <div key={place} className={`skeleton h-2.5 shrink-0 ${width}`} />
        ))}
      </div>
      <div className="flex min-w-0 max-w-[58rem] flex-col gap-9">
        {SECTIONS.map((width) => (
          <div key={width}>
            <div className="border-line border-b pt-1.5 pb-2.5">
              <div className={`skeleton h-3 ${width}`} />
            </div>
            <div className="skeleton mt-5 h-2 w-3/5" />
            <div className="mt-6 grid gap-4 @2xl:grid-cols-2">
              <SkeletonField />
              <SkeletonField />
            </div>
          </div>
        ))}
      </div>
    </div>
  )
}

function SkeletonField() {
  return (
    <div>
      <div className="skeleton mb-2.5 h-2 w-20" />
      <div className="h-8 rounded-md border border-line" />
      <div className="skeleton mt-2.5 h-2 w-4/5" />
    </div>
  )
}
