import { useState } from 'react'
import type { Amendment, TaskDetail } from '../../../contract/task.ts'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { PenIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { count } from '../../design/time-words.ts'
import { ChangedWords } from './changed-words.tsx'
import { cutAt } from './excerpt.ts'
import { Section } from './section.tsx'

/** What the requester changed afterwards, oldest first: each shows how it differs from the words before it. */
export function Amendments({ task }: { task: TaskDetail }) {
  const { amendments } = task
  if (amendments.length === 0) return null
  return (
    <Section title={amendments.length === 1 ? 'Amendment' : `Amendments (${count(amendments.length)})`} aside={null}>
      <ol className="flex flex-col gap-2.5">
        {amendments.map((amendment, place) => (
          <AmendmentView
            key={`${amendment.amended_at} ${amendment.delivery_id}`}
            amendment={amendment}
            before={amendments[place - 1]?.text ?? task.request_text}
            isLatest={place === amendments.length - 1}
          />
        ))}
      </ol>
    </Section>
  )
}

function AmendmentView(props: { amendment: Amendment; before: string; isLatest: boolean }) {
  const { amendment, before, isLatest } = props
  const { text } = amendment
  const [look, setLook] = useState<'changes' | 'words'>('changes')
  const [whole, setWhole] = useState(false)
  const cut = cutAt(text)
  const isLong = cut < text.length || cutAt(before) < before.length
  const shown = whole ? text : text.slice(0, cut)
  return (
    <li
      data-testid="amendment"
      className={`overflow-hidden rounded-md border border-dashed bg-surface ${isLatest ? 'border-warn-line' : 'border-line-strong'}`}
    >
      <div
        className={`flex flex-wrap items-center gap-x-2 border-line border-b px-3 py-1 text-xs ${isLatest ? 'bg-warn-ground' : 'bg-raised text-soft'}`}
      >
        <PenIcon className="size-3.5" />
        <span className="min-w-0 flex-1">
          <strong className="font-medium">{isLatest ? 'What the requester says now' : 'Amended'}</strong>,{' '}
          <Moment at={amendment.amended_at} />
        </span>
        <Button
          look="quiet"
          className="!h-6 !px-1.5 !text-xs"
          onClick={() => setLook(look === 'changes' ? 'words' : 'changes')}
        >
          {look === 'changes' ? 'Show without marks' : 'Show the changes'}
        </Button>
        <CopyButton text={text} what="amended words" />
      </div>
      <div className="whitespace-pre-wrap break-words px-3 py-3 text-base leading-relaxed [overflow-wrap:anywhere]">
        {look === 'words' ? (
          <Inert text={shown} />
        ) : (
          <ChangedWords before={whole ? before : before.slice(0, cutAt(before))} after={shown} />
        )}
        {!whole && isLong && '…'}
      </div>
      {isLong && (
        <div className="border-line border-t px-2 py-1.5">
          <Button look="quiet" className="!h-7 !px-2" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? 'Show less' : `Show all ${count(text.length)} characters`}
          </Button>
        </div>
      )}
    </li>
  )
}
