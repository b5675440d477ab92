import type { Assurance } from '../../contract/assurance.ts'
import { KeyIcon, NoSealIcon, SealIcon } from './icons.tsx'

export const ASSURANCE_WORDS: Readonly<Record<Assurance, { readonly word: string; readonly means: string }>> = {
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

const LOOKS = {
  signed: { Icon: SealIcon, colour: 'text-approved' },
  token: { Icon: KeyIcon, colour: 'text-pending' },
  none: { Icon: NoSealIcon, colour: 'text-faint' },
} as const

/** How far it is known who sent it: drawing and word, what it means under the pointer. */
export function AssuranceBadge({ assurance }: { assurance: Assurance }) {
  const { Icon, colour } = LOOKS[assurance]
  const { word, means } = ASSURANCE_WORDS[assurance]
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
