import { CARD_HOURS } from './card.ts'
import { cutText, MESSAGE_LENGTH, oneLine, spokenTime } from './cut-text.ts'
import type { DispatchOffer } from './dispatch-offer.ts'
import { exactJson } from './exact-json.ts'
import type { Button } from './messenger.ts'
import { MOST_PAGES, subjectParts } from './subject-parts.ts'

const MARK = '> '
const LAST = `The buttons are about exactly this, once, and work for ${CARD_HOURS} h.`

/** What would be given out, in words: messages that come first, each a part of it, and the card. `isWhole` false: nothing can be done with it. */
export interface ShownOffer {
  readonly pages: readonly string[]
  readonly card: string
  readonly isWhole: boolean
}

export function shownOffer(offer: DispatchOffer, now: string): ShownOffer {
  const text = exactJson(offer.subject)
  const head = headLines(offer, now)
  const inOne = [...head, 'Exactly what would be given out:', MARK + text, LAST].join('\n')
  if (inOne.length <= MESSAGE_LENGTH) return { pages: [], card: inOne, isWhole: true }
  const parts = subjectParts(text)
  if (parts.length > MOST_PAGES) {
    const where = 'It is too long to be shown here: look at it and give it out at the console.'
    return { pages: [], card: [...head, where].join('\n'), isWhole: false }
  }
  const where = `The ${parts.length} messages before this one say exactly what would be given out.`
  return {
    pages: parts.map((part, at) => `Task ${offer.task_id}, dispatch ${at + 1} of ${parts.length}:\n${MARK}${part}`),
    card: [...head, where, LAST].join('\n'),
    isWhole: true,
  }
}

/** Callback data `g|w:<card id>`: at most 64 bytes (https://core.telegram.org/bots/api#inlinekeyboardbutton). */
export const dispatchButtons = (cardId: string): readonly (readonly Button[])[] => [
  [
    { text: 'Give', data: `g:${cardId}` },
    { text: 'Not', data: `w:${cardId}` },
  ],
]

/** What stands in the place of a card that can give out nothing any more. */
export const closedOffer = (taskId: string, sha: string, sentence: string): string =>
  cutText([`Task ${taskId}: to be given to an agent`, `sha256 ${sha}`, sentence].join('\n'), MESSAGE_LENGTH)

function headLines(offer: DispatchOffer, now: string): string[] {
  const { task_id, round, max_rounds, title, agents, request, criteria, scope, issues } = offer
  return [
    `Give task ${task_id} to an agent? Round ${round}; after ${max_rounds} that come to nothing it is locked.`,
    `Title: ${oneLine(title, 200)}`,
    ...agents.map(({ role, words }) => `${role === 'executor' ? 'Executor' : 'Reviewer'}: ${words}`),
    `Result within ${request.deadline_seconds} s. Criteria: ${criteria}, entries of its scope: ${scope}, issues passed on: ${issues}`,
    ...(scope === 0 ? ['Its scope is empty: nothing may be touched.'] : []),
    `As of ${spokenTime(now)}; sha256 ${offer.subject_sha256}`,
    '',
  ]
}
