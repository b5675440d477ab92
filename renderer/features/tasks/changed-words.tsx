import { useMemo } from 'react'
import { Inert } from '../../design/inert.tsx'
import { isMostlyDifferent, wordDiff } from './word-diff.ts'

/** What was left out is struck through, what was added underlined: not told by colour alone. Of words that are mostly others the new ones are shown. */
export function ChangedWords({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => wordDiff(before, after), [before, after])
  if (isMostlyDifferent(parts))
    return (
      <>
        <span className="mb-1 block text-soft text-xs">Most words differ: these are the new ones.</span>
        <Inert text={after} />
      </>
    )
  let offset = 0
  return parts.map(({ kind, text }) => {
    offset += text.length
    const key = `${kind} ${offset}`
    if (kind === 'same') return <Inert key={key} text={text} />
    if (kind === 'gone')
      return (
        <del key={key} className="mr-0.5 rounded-[3px] bg-danger-ground text-rejected line-through">
          <Inert text={text} />
        </del>
      )
    return (
      <ins key={key} className="rounded-[3px] bg-selected text-ink underline decoration-2 decoration-accent">
        <Inert text={text} />
      </ins>
    )
  })
}
