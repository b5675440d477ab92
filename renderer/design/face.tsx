import type { ReactNode } from 'react'

/** What a pane says when it has nothing to list: a sentence, what follows from it, and what can be done. */
export function Face({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-[26rem] flex-col items-start gap-2 px-6 py-12">
      <h2 className="font-semibold text-base text-ink">{title}</h2>
      <div className="flex flex-col items-start gap-3 text-soft leading-relaxed">{children}</div>
    </div>
  )
}

export function Command({ children }: { children: string }) {
  return (
    <code className="select-all rounded-sm border border-line bg-raised px-2 py-1 text-ink text-xs">{children}</code>
  )
}
