import { ExactText } from './exact-text.tsx'
import { ScrollBox } from './scroll-box.tsx'
import type { SubjectPart } from './subject-parts.ts'

/**
 * The subject, exactly: one character after the other in the order of the bytes, whatever direction its letters have; only the window's
 * width breaks lines.
 */
export function SubjectBytes({ parts, isLow }: { parts: readonly SubjectPart[]; isLow: boolean }) {
  return (
    <ScrollBox
      label="Exact bytes of the call"
      className={`rounded-md border border-line-strong border-dashed bg-raised ${isLow ? 'max-h-[9rem]' : 'max-h-[60dvh]'}`}
    >
      <pre
        dir="ltr"
        data-testid="subject-bytes"
        className="whitespace-pre-wrap break-all px-3 py-2.5 text-ink text-xs leading-5 [unicode-bidi:bidi-override]"
      >
        <ExactText parts={parts} keepsLines={false} />
      </pre>
    </ScrollBox>
  )
}
