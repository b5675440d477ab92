import { Inert } from './inert.tsx'

/** JSON as text, with its long lines kept and everything hidden shown; scrolls by keys too. */
export function JsonText({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own
    <div
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      className="max-h-[28rem] overflow-auto rounded-md border border-line bg-raised"
    >
      <pre className="w-max min-w-full px-3 py-2.5 text-2xs text-soft leading-[1.125rem]">
        <Inert text={text} />
      </pre>
    </div>
  )
}
