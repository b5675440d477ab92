import { type ReactNode, useId, useState } from 'react'
import { ChevronIcon } from '../../design/icons.tsx'

interface ExpandableRowProps {
  /** What can be seen at all times: text, not controls. */
  title: ReactNode
  isOpenFirst: boolean
  children: ReactNode
}

/** A row of a list that opens below itself. */
export function ExpandableRow({ title, isOpenFirst, children }: ExpandableRowProps) {
  const [open, setOpen] = useState(isOpenFirst)
  const id = useId()
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full items-baseline gap-2 px-3 py-1.5 text-left outline-offset-[-2px] hover:bg-hover"
      >
        <ChevronIcon className={`size-3 shrink-0 self-center text-faint ${open ? 'rotate-90' : ''}`} />
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3 gap-y-0.5">{title}</span>
      </button>
      {open && (
        <div id={id} className="flex flex-col gap-4 border-line border-t bg-raised px-3 py-3">
          {children}
        </div>
      )}
    </li>
  )
}
