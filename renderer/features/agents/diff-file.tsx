import { memo, useState } from 'react'
import type { TouchedFile } from '../../../contract/protocol.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { count } from '../../design/time-words.ts'
import { CHANGE_WORDS } from './protocol-words.ts'
import type { DiffLine, FileDiff } from './unified-diff.ts'

/** Lines that are drawn at first, and more at every press. */
const FIRST = 400
/** Of a longer line the beginning is drawn. Characters. */
const LONGEST = 1_000

const LINES = {
  same: { sign: ' ', said: '', ground: '' },
  added: { sign: '+', said: 'added: ', ground: 'bg-[color-mix(in_oklch,var(--approved)_12%,transparent)]' },
  removed: { sign: '−', said: 'removed: ', ground: 'bg-[color-mix(in_oklch,var(--rejected)_12%,transparent)]' },
  note: { sign: '', said: '', ground: 'text-faint italic' },
} as const

interface DiffFileProps {
  path: string
  touched: TouchedFile | undefined
  diff: FileDiff | undefined
  isOutside: boolean
  isOpen: boolean
}

/** One file that is another one than before, folded; its lines are drawn once it is opened. */
export function DiffFile({ path, touched, diff, isOutside, isOpen }: DiffFileProps) {
  const [open, setOpen] = useState(isOpen)
  return (
    <details
      open={open}
      data-diff={path}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      className="border-line border-b bg-surface last:border-b-0"
    >
      <summary className="px-3 py-1.5 outline-offset-[-2px] hover:bg-hover">
        <span className="inline-flex max-w-[calc(100%-1.5rem)] flex-wrap items-baseline gap-x-3 align-top">
          <code className="min-w-0 text-xs [overflow-wrap:anywhere]">
            <Inert text={path} />
          </code>
          <span className="figures text-faint text-xs">
            {touched !== undefined && CHANGE_WORDS[touched.change]}
            {diff !== undefined && diff.hunks.length > 0 && (
              <>
                {' '}
                <span className="text-approved">+{count(diff.added)}</span>{' '}
                <span className="text-rejected">−{count(diff.removed)}</span>
              </>
            )}
          </span>
          {isOutside && <span className="font-medium text-rejected text-xs">outside the scope</span>}
        </span>
      </summary>
      {open && (diff === undefined ? <NotShown touched={touched} /> : <Hunks path={path} diff={diff} />)}
    </details>
  )
}

function NotShown({ touched }: { touched: TouchedFile | undefined }) {
  return (
    <p className="px-3 pb-2 text-soft text-xs [overflow-wrap:anywhere]">
      Its lines are not in the patch: it is too large, or no text.
      {touched !== undefined && (
        <code className="block text-2xs">
          {touched.before_sha256?.slice(0, 12) ?? 'nothing'} → {touched.after_sha256?.slice(0, 12) ?? 'nothing'}
        </code>
      )}
    </p>
  )
}

function Hunks({ path, diff }: { path: string; diff: FileDiff }) {
  const [shown, setShown] = useState(FIRST)
  let left = shown
  const total = diff.hunks.reduce((sum, { lines }) => sum + lines.length, 0)
  return (
    <div className="border-line border-t">
      {diff.notes.map((note) => (
        <p key={note} className="px-3 py-0.5 text-faint text-xs [overflow-wrap:anywhere]">
          <Inert text={note} />
        </p>
      ))}
      {/* biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own */}
      <div
        role="region"
        aria-label={inertString(`Changes of ${path}`)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        className="max-h-[32rem] overflow-auto outline-offset-[-2px]"
      >
        <div className="w-max min-w-full py-1 font-mono text-2xs leading-[1.125rem]">
          {diff.hunks.map(({ heading, lines }, place) => {
            const drawn = lines.slice(0, Math.max(0, left))
            left -= lines.length
            if (drawn.length === 0) return null
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: hunks never move
              <div key={place}>
                <p className="bg-raised px-3 text-faint">
                  <Inert text={heading} />
                </p>
                {drawn.map((line, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
                  <Line key={at} line={line} />
                ))}
              </div>
            )
          })}
        </div>
      </div>
      {total > shown && (
        <p className="flex items-center gap-2 border-line border-t px-3 py-1 text-soft text-xs">
          {count(shown)} of {count(total)} lines.
          <Button look="quiet" className="!h-6 !px-1.5 !text-xs" onClick={() => setShown(shown * 4)}>
            Show more
          </Button>
        </p>
      )}
    </div>
  )
}

const Line = memo(function Line({ line: { kind, before, after, text } }: { line: DiffLine }) {
  const { sign, said, ground } = LINES[kind]
  return (
    <div className={`flex whitespace-pre ${ground}`}>
      <span aria-hidden="true" className="figures w-10 shrink-0 select-none pr-2 text-right text-faint">
        {before}
      </span>
      <span aria-hidden="true" className="figures w-10 shrink-0 select-none pr-2 text-right text-faint">
        {after}
      </span>
      <span aria-hidden="true" className="w-4 shrink-0 select-none">
        {sign}
      </span>
      <span className="pr-3">
        <span className="sr-only">{said}</span>
        <Inert text={text.slice(0, LONGEST)} />
        {text.length > LONGEST && <span className="text-faint">… and {count(text.length - LONGEST)} characters</span>}
      </span>
    </div>
  )
})
