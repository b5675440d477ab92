import type { ComponentType } from 'react'

export interface MarkLook {
  readonly Icon: ComponentType<{ className?: string }>
  /** Class of its colour. */
  readonly colour: string
}

/** How something stands, as a drawing and a word: colour alone says nothing. */
export function Mark({ look, word }: { look: MarkLook; word: string }) {
  const { Icon, colour } = look
  return (
    // On the line of the words beside it: the drawing alone is centred.
    <span className={`inline-flex items-baseline gap-[0.4em] whitespace-nowrap font-medium ${colour}`}>
      <Icon className="size-[1.2em] self-center" />
      {word}
    </span>
  )
}
