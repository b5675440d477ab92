import type { SubjectPart } from './subject-parts.ts'

/** Characters one after the other; what could hide or mislead stands there by its number. With `keepsLines` line feeds break lines. */
export function ExactText({ parts, keepsLines }: { parts: readonly SubjectPart[]; keepsLines: boolean }) {
  let offset = 0
  return parts.map(({ raw, shown, name }) => {
    offset += raw.length
    return shown === null || (keepsLines && raw === '\n') ? (
      raw
    ) : (
      <span
        key={offset}
        title={name ?? shown}
        className="mx-px inline-block whitespace-nowrap rounded-[3px] border border-warn-line bg-warn-ground px-[3px] font-mono text-[0.85em] text-pending leading-[1.2]"
      >
        {shown}
      </span>
    )
  })
}
