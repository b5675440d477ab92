import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { Button } from '../../design/button.tsx'
import { AUDIT_COLUMNS, AuditLine } from './audit-line.tsx'

const LINE_HEIGHT = 31
const AHEAD = 40

interface AuditLinesProps {
  lines: readonly AuditEvent[]
  hasOlder: boolean
  isReading: boolean
  failed: boolean
  onOlder: () => void
}

/** Newest first; only the lines in sight are in the page. An opened line is as high as its JSON. */
export function AuditLines({ lines, hasOlder, isReading, failed, onOlder }: AuditLinesProps) {
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
    if (hasOlder && !isReading && !failed && last >= lines.length - AHEAD) onOlder()
  }, [hasOlder, isReading, failed, last, lines.length, onOlder])

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
                  className="absolute inset-x-0 border-line border-b"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <AuditLine event={event} look="log" />
                </li>
              )
            )
          })}
        </ol>
        {failed && (
          <div className="flex items-center gap-3 px-4 py-3 text-rejected">
            Older lines could not be read.
            <Button look="plain" onClick={onOlder}>
              Try again
            </Button>
          </div>
        )}
        {!hasOlder && !failed && <p className="px-4 py-3 text-faint text-xs">This is the first line asked for.</p>}
      </section>
    </>
  )
}
