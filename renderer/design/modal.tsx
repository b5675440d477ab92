import { type ReactNode, useEffect, useId, useRef } from 'react'

/**
 * The browser's own modal dialog: focus stays inside, the page behind is inert, Escape closes. It needs no style element,
 * which the console's policy would refuse. `initialFocus` is a selector inside the dialog. The title, and what stands in a
 * ModalFoot or a ModalAnswer, stay in sight while the rest scrolls, and what has the focus first does not scroll what is above it
 * away: it is read before it is answered.
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
      <div className="min-h-0 overflow-y-auto scroll-pb-16 has-[[data-answer]]:scroll-pb-44">{props.children}</div>
    </dialog>
  )
}

/** What is said in answer to a button, at the end of what scrolls: it comes in sight when it appears. */
export function ModalReply({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return <div ref={ref}>{children}</div>
}

/** The buttons of a dialog: at its lower edge, in sight however small the window is. */
export function ModalFoot({ children }: { children: ReactNode }) {
  return (
    <div className="sticky bottom-0 z-1 flex min-h-14 flex-wrap items-center justify-end gap-2 border-line border-t bg-surface px-5 py-3">
      {children}
    </div>
  )
}

interface ModalAnswerProps {
  label: string
  /** What stands behind the label, fainter. */
  note: string
  /** Characters. */
  longest: number
  required: boolean
  value: string
  onChange: (value: string) => void
}

/**
 * What the operator says with a decision, above the ModalFoot: where it is typed stays in sight beside what is decided. In a low
 * window it has one line; in one that has no room even for that it scrolls with the rest.
 */
export function ModalAnswer({ label, note, longest, required, value, onChange }: ModalAnswerProps) {
  const id = useId()
  return (
    <div
      data-answer
      className="sticky bottom-14 z-1 border-line border-t bg-surface px-5 pt-3 pb-3.5 [@media(max-height:20rem)]:static"
    >
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label} <span className="font-normal text-faint">({note})</span>
      </label>
      <textarea
        id={id}
        rows={3}
        required={required}
        maxLength={longest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="block max-h-[30dvh] w-full resize-y rounded-md border border-line-strong bg-surface px-3 py-2 text-base [@media(max-height:32rem)]:h-10"
      />
    </div>
  )
}
