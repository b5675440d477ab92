import { type ReactNode, useEffect, useRef, useState } from 'react'

/** A text field whose lines do not wrap: its right edge fades while they go on there. `text`: what is in the field. */
export function WideText({ text, children }: { text: string; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null)
  const [edge, setEdge] = useState<number | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other text may be of another width
  useEffect(() => {
    const field = ref.current?.querySelector('textarea')
    if (field == null) return
    const look = () => {
      const goesOn = field.scrollWidth - field.clientWidth - field.scrollLeft > 1
      // Left of the bar that scrolls it downwards.
      setEdge(goesOn ? field.offsetWidth - field.clientWidth - field.clientLeft : null)
    }
    const watch = new ResizeObserver(look)
    watch.observe(field)
    field.addEventListener('scroll', look)
    return () => {
      watch.disconnect()
      field.removeEventListener('scroll', look)
    }
  }, [text])
  return (
    <div ref={ref} className="relative">
      {children}
      {edge !== null && (
        <span
          aria-hidden="true"
          data-testid="goes-on"
          style={{ right: edge }}
          className="pointer-events-none absolute top-px bottom-4 w-8 bg-linear-to-r from-transparent to-surface"
        />
      )}
    </div>
  )
}
