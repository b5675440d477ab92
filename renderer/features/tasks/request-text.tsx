import { useState } from 'react'
import type { Source } from '../../../contract/task.ts'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { EyeIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertParts } from '../../design/inert-text.ts'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { count } from '../../design/time-words.ts'
import { Section } from './section.tsx'

const SHORT_CHARACTERS = 4_000
const SHORT_LINES = 40

/** Where a long text is cut: never inside a character. */
function cutAt(text: string): number {
  let end = 0
  for (let line = 0; line < SHORT_LINES; line += 1) {
    const next = text.indexOf('\n', end)
    if (next < 0) {
      end = text.length
      break
    }
    end = next + 1
  }
  const cut = Math.min(end, SHORT_CHARACTERS)
  const code = text.charCodeAt(cut - 1)
  return code >= 0xd800 && code < 0xdc00 ? cut - 1 : cut
}

/** The words from outside, as they came: no markup, no links, nothing hidden. */
export function RequestText({ source, text }: { source: Source; text: string }) {
  const [whole, setWhole] = useState(false)
  const cut = cutAt(text)
  const long = cut < text.length
  const shown = whole ? text : text.slice(0, cut)
  const hidden = inertParts(shown).filter((part) => part.mark !== null).length
  const origin = source === 'schedule' ? 'Text from a schedule' : `Text from outside: ${SOURCE_NAMES[source]}`
  return (
    <Section title="Request" aside={<CopyButton text={text} what="request text" />}>
      <div className="overflow-hidden rounded-md border border-line-strong border-dashed bg-surface">
        <p className="flex flex-wrap items-center gap-x-1.5 border-line border-b bg-raised px-3 py-1.5 text-soft text-xs">
          <EyeIcon className="size-3.5" />
          <strong className="font-medium">{origin}, not verified</strong>
          {hidden > 0 && (
            <span className="text-pending">
              · {hidden} hidden {hidden === 1 ? 'character is' : 'characters are'} shown by number
            </span>
          )}
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
