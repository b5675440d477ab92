import { REFUSAL_WORDS } from './callback-checks.ts'
import { isOpen } from './card.ts'
import type { Card, CardRegister } from './card-register.ts'
import type { CardSender } from './card-sender.ts'
import { closedWords } from './closed-words.ts'
import type { DeskParts } from './desk-parts.ts'
import type { OutcomeTeller } from './outcome-teller.ts'
import type { Rejections } from './rejections.ts'
import type { TaskWatch } from './task-watch.ts'

const MOST_NEW = 1000
/** Cards of earlier runs whose end is still to be shown; of more the oldest stay as they are, and decide nothing. */
const MOST_CLOSED = 100

/**
 * What the end of an earlier run interrupted: questions not asked, cards that no longer fit, tasks that nobody was told of, and what
 * became of cards and requests but was not shown any more. `sinceMs`: older tasks and decisions are nobody's news.
 */
export function takeUpInterrupted(
  parts: Pick<DeskParts, 'store' | 'audit' | 'operators'> & {
    readonly register: CardRegister
    readonly sender: CardSender
    readonly rejections: Pick<Rejections, 'ask'>
    readonly watch: Pick<TaskWatch, 'announce' | 'outdated'>
    readonly teller: Pick<OutcomeTeller, 'tellMissed'>
  },
  sinceMs: number,
): void {
  const { store, operators, register, sender, watch } = parts

  /** Whoever is no operator any more keeps no buttons. In a group others may be. */
  const mayBeOpen = ({ chat_id, used }: Card): boolean =>
    used === null && chat_id < 0 ? operators.length > 0 : operators.includes(used?.user_id ?? chat_id)

  const cards = register.all()
  const closed = cards.filter(({ withdrawn, shown }) => withdrawn !== null && withdrawn !== 'crowded_out' && !shown)
  for (const card of cards) {
    if (card.withdrawn !== null) continue
    if (!mayBeOpen(card)) sender.retire(card, 'not_operator', REFUSAL_WORDS.not_operator)
    else if (card.used?.action === 'reject') parts.rejections.ask(card)
    else watch.outdated(card.task_id)
  }
  const told = new Set(cards.map((card) => `${card.task_id} ${card.chat_id}`))
  const latest = { task_id: null, type: 'task_created', since_ts: null, since_seq: null, limit: MOST_NEW } as const
  for (const { ts, task_id } of parts.audit.query(latest)) {
    if (task_id === null || Date.parse(ts) < sinceMs) continue
    if (!isOpen(store.index.get(task_id)?.task)) continue
    if (operators.every((chat_id) => !told.has(`${task_id} ${chat_id}`))) watch.announce(task_id)
  }
  parts.teller.tellMissed(sinceMs)
  for (const card of closed.slice(-MOST_CLOSED))
    if (card.withdrawn !== null)
      sender.close(card, closedWords(card.withdrawn, store.index.get(card.task_id)?.task ?? null))
}
