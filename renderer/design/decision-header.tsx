import type { ReactNode } from 'react'
import { Button, Key } from './button.tsx'
import { Inert } from './inert.tsx'

interface DecisionHeaderProps {
  title: string
  /** What can be decided: DecisionButtons, or null when there is nothing to decide any more. */
  buttons: ReactNode
  /** How it stands, below the title. */
  children: ReactNode
}

/** What is decided, what can be decided about it, and how it stands. */
export function DecisionHeader({ title, buttons, children }: DecisionHeaderProps) {
  return (
    <header className="mb-6 border-line border-b pb-4">
      <div className="flex flex-col items-start gap-x-8 gap-y-3 @xl:flex-row">
        <h2
          tabIndex={-1}
          className="min-w-0 flex-1 scroll-mb-[60vh] font-semibold text-xl tracking-tight outline-none [overflow-wrap:anywhere]"
        >
          <Inert text={title} />
        </h2>
        {buttons !== null && <div className="flex shrink-0 gap-2">{buttons}</div>}
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-1">{children}</div>
    </header>
  )
}

interface DecisionButtonProps {
  look: 'plain' | 'accent'
  /** What it does; an ellipsis tells that more than one step follows. */
  word: string
  /** The key that does the same. */
  letter: string
  /** Why it is not possible; null where it is. */
  why: string | null
  onClick: () => void
}

export function DecisionButton({ look, word, letter, why, onClick }: DecisionButtonProps) {
  return (
    <Button look={look} disabled={why !== null} title={why ?? `${word.replace('…', '')} (${letter})`} onClick={onClick}>
      {word}
      <span aria-hidden="true" className={`max-wide:hidden ${look === 'plain' ? 'text-faint' : ''}`}>
        <Key>{letter}</Key>
      </span>
    </Button>
  )
}
