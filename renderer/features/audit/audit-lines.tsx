import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { Button } from '../../design/button.tsx'
import { AUDIT_COLUMNS, AuditLine } from './audit-line.tsx'
import type { AuditLinesRead } from './use-audit-lines.ts'

const LINE_HEIGHT = 31
const AHEAD = 40

interface AuditLinesProps {
  read: AuditLinesRead
  /** Line to go to and to mark, or null. */
  asked: number | null
  onNewest: () => void
}

/** Newest first; only the lines in sight are in the page. An opened line is as high as its JSON. */
export function AuditLines({ read, asked, onNewest }: AuditLinesProps) {
  const { lines, hasOlder, isReading, older } = read
  const failed = read.failure !== null
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: (place) => lines[place]?.seq ?? place,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasOlder && !isReading && !failed && last >= lines.length - AHEAD) older()
  }, [hasOlder, isReading, failed, last, lines.length, older])

  const place = asked === null ? -1 : lines.findIndex(({ seq }) => seq <= asked)
  const isThere = place >= 0
  const goTo = useRef(() => {})
  goTo.current = () => virtual.scrollToIndex(place, { align: 'center' })
  useEffect(() => {
    if (isThere) goTo.current()
  }, [isThere])

  return (
    <>
      <div
        aria-hidden="true"
        className={`grid gap-x-3 border-line border-b bg-raised px-2.5 py-1 text-2xs text-faint max-wide:hidden ${AUDIT_COLUMNS}`}
      >
        <span />
        <span className="text-right">Seq</span>
        <span>Time</span>
        <span>Type</span>
        <span>Actor · door</span>
        <span>What</span>
      </div>
      {(read.hasNewer || asked !== null) && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-line border-b bg-raised px-3 py-1 text-soft text-xs">
          <span className="mr-auto">
            {asked !== null && `Around line ${asked}. `}
            {read.hasNewer ? 'There are newer lines than these.' : 'No newer line fits.'}
          </span>
          {read.hasNewer && (
            <Button look="quiet" className="!h-6 !px-1.5 !text-xs" onClick={read.newer}>
              Show newer lines
            </Button>
          )}
          {asked !== null && (
            <Button look="quiet" className="!h-6 !px-1.5 !text-xs" onClick={onNewest}>
              Go to the newest
            </Button>
          )}
        </div>
      )}
      <section
        ref={scroller}
        aria-label="Audit lines, newest first"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]"
      >
        <ol className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const event = lines[item.index]
            return (
              event !== undefined && (
                <li
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  aria-current={event.seq === asked ? 'true' : undefined}
                  className="absolute inset-x-0 border-line border-b aria-[current]:bg-selected"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <AuditLine event={event} look="log" isOpen={event.seq === asked} />
                </li>
              )
            )
          })}
        </ol>
        {failed && (
          <div className="flex items-center gap-3 px-4 py-3 text-rejected">
            Older lines could not be read.
            <Button look="plain" onClick={hasOlder ? older : read.retry}>
              Try again
            </Button>
          </div>
        )}
        {!hasOlder && !failed && <p className="px-4 py-3 text-faint text-xs">This is the first line asked for.</p>}
      </section>
    </>
  )
}
