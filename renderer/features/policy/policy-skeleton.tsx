const FACTS = ['w-1/4', 'w-2/5', 'w-1/3', 'w-3/5', 'w-4/5', 'w-1/2']
const LINES = [
  'w-3/5',
  'w-1/5',
  'w-1/4',
  'w-2/5',
  'w-1/6',
  'w-1/3',
  'w-1/2',
  'w-2/5',
  'w-1/4',
  'w-1/3',
  'w-2/5',
  'w-1/4',
]
const SECTIONS = ['w-32', 'w-36']

/** The shape of the policy that will take its place: its facts, its text, and what is said beside it. */
export function SkeletonPolicy() {
  return (
    <div aria-busy="true" className="appear-late flex flex-col gap-7">
      <span className="sr-only">Reading the policy</span>
      <div className="grid gap-x-8 border-line border-y py-1 @3xl:grid-cols-2">
        {FACTS.map((width, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change
          <div key={place} className="grid h-8 grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-3">
            <div className="skeleton h-2 w-14" />
            <div className={`skeleton h-2.5 ${width}`} />
          </div>
        ))}
      </div>
      <div className="grid gap-x-9 gap-y-7 @4xl:grid-cols-2">
        <div>
          <div className="skeleton mt-1 mb-3 h-2.5 w-20" />
          <div className="flex h-[max(16rem,calc(100dvh-25rem))] flex-col gap-2.5 overflow-hidden rounded-md border border-line p-3.5">
            {LINES.map((width, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
              <div key={place} className={`skeleton h-2.5 shrink-0 ${width}`} />
            ))}
          </div>
        </div>
        <div className="flex flex-col gap-9">
          {SECTIONS.map((width) => (
            <div key={width}>
              <div className={`skeleton mt-1 mb-4 h-2.5 ${width}`} />
              <div className="skeleton h-2 w-4/5" />
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
