import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'

interface RowListProps {
  ref: Ref<HTMLElement | null>
  label: string
  /** One key per row, in order; a row keeps its key for as long as it is there. */
  keys: readonly string[]
  /** Pixels; every row is as high. */
  rowHeight: number
  current: string | null
  /** What is listed, compared by identity: with another question the list begins at its top. */
  question: unknown
  /** What is shown answers the question before. */
  isOld: boolean
  /** False while more rows may follow. */
  isWhole: boolean
  /** Called when the end comes near. */
  onNearEnd: () => void
  row: (place: number) => ReactNode
  children: ReactNode
}

/** The end is near when fewer rows than this are left below. */
const AHEAD = 40

/** Only the rows in sight are in the page. What comes in above does not push away what is being read. */
export function RowList(props: RowListProps) {
  const { ref, label, keys, rowHeight, current, question, isOld, isWhole, onNearEnd, row, children } = props
  const scroller = useRef<HTMLElement>(null)
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => scroller.current)
  const virtual = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (place) => keys[place] ?? place,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const isNear = !isWhole && last >= keys.length - AHEAD
  useEffect(() => {
    if (isNear) onNearEnd()
  }, [isNear, onNearEnd])

  const anchor = useRef<{ key: string; place: number } | null>(null)
  useLayoutEffect(() => {
    const box = scroller.current
    const was = anchor.current
    if (box === null || was === null || box.scrollTop < rowHeight / 2) return
    const place = keys.indexOf(was.key)
    if (place >= 0 && place !== was.place) box.scrollTop += (place - was.place) * rowHeight
  }, [keys, rowHeight])
  useEffect(() => {
    const place = Math.floor((scroller.current?.scrollTop ?? 0) / rowHeight)
    const key = keys[place]
    anchor.current = key === undefined ? null : { key, place }
  })

  const shown = useRef({ question, current: null as string | null })
  useEffect(() => {
    if (shown.current.question !== question) scroller.current?.scrollTo({ top: 0 })
    if (current !== null && shown.current.current !== current) {
      const place = keys.indexOf(current)
      if (place >= 0) virtual.scrollToIndex(place, { align: 'auto' })
    }
    shown.current = { question, current }
  }, [current, keys, question, virtual])

  return (
    <section
      ref={scroller}
      aria-label={label}
      aria-busy={isOld}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      className={`min-h-0 flex-1 overflow-y-auto outline-offset-[-2px] [overflow-anchor:none] ${isOld ? 'opacity-60' : ''}`}
    >
      <ol className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => (
          <li
            key={item.key}
            aria-setsize={isWhole ? keys.length : -1}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 border-line border-b"
            style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
          >
            {row(item.index)}
          </li>
        ))}
      </ol>
      {children}
    </section>
  )
}
