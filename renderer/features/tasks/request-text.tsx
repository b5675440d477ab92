import { useState } from 'react'
import type { Assurance } from '../../../contract/assurance.ts'
import type { Source, TaskDetail } from '../../../contract/task.ts'
import { TELEGRAM_VOUCHES } from '../../design/assurance-badge.tsx'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { EyeIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertParts } from '../../design/inert-text.ts'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { count } from '../../design/time-words.ts'
import { cutAt } from './excerpt.ts'
import { Section } from './section.tsx'
import { provenance } from './task-history.ts'
import { useTrail } from './use-trail.ts'

const KNOWN: Readonly<Record<Assurance, string>> = {
  signed: 'Signature verified; content not checked.',
  token: 'The sender knew the secret; content not checked.',
  none: 'Content not checked.',
}

/** How the words came in, and what is known of them. */
function origin(source: Source, assurance: Assurance, isRewritten: boolean): string {
  const isOurs = source === 'api' || source === 'schedule'
  const way = isOurs ? 'the API' : SOURCE_NAMES[source]
  if (isRewritten)
    return `Text from outside, through ${way}; another program wrote the file since. Content not checked.`
  if (source === 'telegram' && assurance === 'token') return `Text from outside, through ${way}. ${TELEGRAM_VOUCHES}`
  return `Text from outside, through ${way}. ${isOurs ? KNOWN.none : KNOWN[assurance]}`
}

/** The words from outside, as they came: no markup, no links, nothing hidden. */
export function RequestText({ task }: { task: TaskDetail }) {
  const { source, request_text: text } = task
  const trail = useTrail(task.correlation_id, false)
  const { assurance, isRewritten } = provenance(task, trail.data?.events ?? [])
  const [whole, setWhole] = useState(false)
  const cut = cutAt(text)
  const long = cut < text.length
  const shown = whole ? text : text.slice(0, cut)
  const hidden = inertParts(shown).filter((part) => part.mark !== null).length
  return (
    <Section
      title={task.amendments.length === 0 ? 'Request' : 'Request, in its first words'}
      aside={<CopyButton text={text} what="request text" />}
    >
      <div className="overflow-hidden rounded-md border border-line-strong border-dashed bg-surface">
        <p className="flex gap-x-1.5 border-line border-b bg-raised px-3 py-1.5 text-soft text-xs">
          <EyeIcon className="mt-0.5 size-3.5" />
          <span className="flex min-w-0 flex-1 flex-wrap gap-x-3">
            <strong className="font-medium">{origin(source, assurance, isRewritten)}</strong>
            {hidden > 0 && (
              <span className="text-pending">
                {hidden} hidden {hidden === 1 ? 'character is' : 'characters are'} shown by number
              </span>
            )}
          </span>
        </p>
        <div
          data-testid="request-text"
          className="whitespace-pre-wrap break-words px-3 py-3 text-base leading-relaxed [overflow-wrap:anywhere]"
        >
          <Inert text={shown} />
          {long && !whole && '…'}
        </div>
        {long && (
          <div className="border-line border-t px-2 py-1.5">
            <Button look="quiet" className="!h-7 !px-2" aria-expanded={whole} onClick={() => setWhole(!whole)}>
              {whole ? 'Show less' : `Show all ${count(text.length)} characters`}
            </Button>
          </div>
        )}
      </div>
    </Section>
  )
}
