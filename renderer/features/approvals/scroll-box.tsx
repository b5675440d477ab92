import type { ReactNode } from 'react'

/** A box that scrolls when there is much in it, by keys too; `className` limits its height. */
export function ScrollBox({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own
    <div
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      className={`overflow-y-auto [overflow-wrap:anywhere] ${className}`}
    >
      {children}
    </div>
  )
}
