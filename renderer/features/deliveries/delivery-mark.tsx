import type { DeliverySummary } from '../../../contract/delivery.ts'
import { ApprovedIcon, PendingIcon, SlashIcon, WarningIcon } from '../../design/icons.tsx'
import { stateWords } from './delivery-words.ts'

const LOOKS = {
  accepted: { Icon: ApprovedIcon, colour: 'text-approved' },
  open: { Icon: PendingIcon, colour: 'text-pending' },
  failed: { Icon: WarningIcon, colour: 'text-rejected' },
  refused: { Icon: SlashIcon, colour: 'text-soft' },
} as const

export function DeliveryIcon({ state }: { state: DeliverySummary['state'] }) {
  const { Icon, colour } = LOOKS[state]
  return <Icon className={colour} />
}

/** Word and count; the drawing stands before it where there is room. */
export function DeliveryStateWords({ delivery }: { delivery: DeliverySummary }) {
  return <span className={`whitespace-nowrap ${LOOKS[delivery.state].colour}`}>{stateWords(delivery)}</span>
}
