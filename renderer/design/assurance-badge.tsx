import type { Assurance } from '../../contract/assurance.ts'
import type { Source } from '../../contract/task.ts'
import { KeyIcon, NoSealIcon, SealIcon } from './icons.tsx'

const ASSURANCE_WORDS: Readonly<Record<Assurance, { readonly word: string; readonly means: string }>> = {
  signed: {
    word: 'signed',
    means: 'A signature over its exact bytes was verified with the secret shared with the sender.',
  },
  token: {
    word: 'token',
    means:
      'The sender showed the right secret, but it does not cover the bytes: whoever passed them on could change them.',
  },
  none: { word: 'no proof', means: 'Nothing proves who sent it.' },
}

/** Telegram shows its own token, not the sender's: it alone knows who wrote. */
export const TELEGRAM_VOUCHES = 'Telegram vouches for the sender; the content is not signed.'

const LOOKS = {
  signed: { Icon: SealIcon, colour: 'text-approved' },
  token: { Icon: KeyIcon, colour: 'text-pending' },
  none: { Icon: NoSealIcon, colour: 'text-faint' },
} as const

/** What an assurance means for what came by this way. */
export function assuranceMeaning(assurance: Assurance, source: Source | null): string {
  return source === 'telegram' && assurance === 'token' ? TELEGRAM_VOUCHES : ASSURANCE_WORDS[assurance].means
}

/** How far it is known who sent it: drawing and word, what it means under the pointer. */
export function AssuranceBadge({ assurance, source }: { assurance: Assurance; source: Source | null }) {
  const { Icon, colour } = LOOKS[assurance]
  const { word } = ASSURANCE_WORDS[assurance]
  const means = assuranceMeaning(assurance, source)
  return (
    <span
      title={`${word}: ${means}`}
      className={`inline-flex shrink-0 items-center gap-0.5 whitespace-nowrap text-2xs ${colour}`}
    >
      <Icon className="size-3.5" />
      {word}
    </span>
  )
}
