import { type ReactNode, useEffect, useId, useRef } from 'react'

/**
 * The browser's own modal dialog: focus stays inside, the page behind is inert, Escape closes. It needs no style element,
 * which the console's policy would refuse. `initialFocus` is a selector inside the dialog. The title stays in sight while the
 * rest scrolls, and what has the focus first does not scroll what is above it away: it is read before it is answered.
 */
export function Modal(props: { title: string; onClose: () => void; initialFocus: string; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    const before = document.activeElement
    dialog.showModal()
    dialog.querySelector<HTMLElement>(props.initialFocus)?.focus({ preventScroll: true })
    return () => {
      dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [props.initialFocus])

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
      className="m-auto open:flex max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-2rem))] flex-col overflow-hidden rounded-lg border border-line-strong bg-surface p-0 text-ink shadow-[0_16px_48px_var(--shadow)]"
    >
      <h2 id={titleId} className="shrink-0 border-line border-b px-5 py-3.5 font-semibold text-base">
        {props.title}
      </h2>
      <div className="min-h-0 overflow-y-auto">{props.children}</div>
    </dialog>
  )
}
