import { useMemo } from 'react'
import { inertParts } from './inert-text.ts'

/** Text from outside: plain characters only, hidden ones shown by number, its direction kept to itself. */
export function Inert({ text }: { text: string }) {
  const parts = useMemo(() => inertParts(text), [text])
  let offset = 0
  return (
    <bdi>
      {parts.map((part) => {
        offset += part.text.length + 1
        return part.mark === null ? (
          part.text
        ) : (
          <span
            key={offset}
            title={part.mark}
            className="mx-px rounded-[3px] border border-warn-line bg-warn-ground px-[3px] align-[1px] font-mono text-[0.82em] text-pending"
          >
            {part.text}
          </span>
        )
      })}
    </bdi>
  )
}
