import { type Clock, timestamp } from '../../kernel/clock.ts'
import type { IdSource } from '../../kernel/ids.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { Timers } from '../../kernel/timers.ts'
import { oneLine } from '../one-line.ts'
import { type Tool, type ToolContext, ToolError, type ToolOutput } from '../tool.ts'
import { type Delivery, deliver } from './deliver.ts'
import { type Ended, endedAttempts, mayHaveArrived, nextStep } from './delivery-plan.ts'
import type { DeliveryJournal } from './delivery-record.ts'
import { type DesktopNotices, desktopWay } from './desktop-way.ts'
import { messageOf } from './message-of.ts'
import { NotifyArgs, NotifyResult } from './notify-args.ts'
import { damagedJournal, failedDelivery } from './notify-failures.ts'
import type { NotifySettings } from './notify-settings.ts'
import { type ChannelWords, type LatestDeliveries, notifyStatus } from './notify-status.ts'
import { receiptOf } from './receipt.ts'
import { type TelegramWayParts, telegramWay } from './telegram-way.ts'
import type { WayOut } from './way-out.ts'
import { type WebhookWayParts, webhookWay } from './webhook-way.ts'

export interface NotifyParts extends WebhookWayParts, TelegramWayParts {
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: IdSource
  readonly logger: Logger
  readonly desktop: DesktopNotices
  /** In the work folder of a call. */
  readonly journalIn: (folder: string) => DeliveryJournal
  settings(): NotifySettings
  readonly statusChanged: () => void
}

const TIMEOUT_MS = 180_000
/** What is kept of that for saying in its own words that time ran out. */
const RESERVE_MS = 5000

/** Tells somebody outside of the console, over one channel, once. */
export function createNotifySend(parts: NotifyParts): Tool<NotifyArgs, NotifyResult> {
  const { clock } = parts
  const latest = new Map<NotifyArgs['channel'], { arrived: boolean; at: string }>()

  async function wayOf(args: NotifyArgs, settings: NotifySettings, context: ToolContext): Promise<WayOut> {
    if (args.channel === 'webhook') return webhookWay(parts, args, settings, context.call_id)
    if (args.channel === 'telegram') return telegramWay(parts, args, settings, context.artifact)
    return desktopWay(parts, args, settings)
  }

  /** From where the journal stands: at a first run there is none, so that taking up is the same. */
  async function send(args: NotifyArgs, context: ToolContext): Promise<ToolOutput<NotifyResult>> {
    const until_ms = clock.now() + TIMEOUT_MS - RESERVE_MS
    const settings = parts.settings()
    const { repeatable } = messageOf(args, parts.excerptOf)
    const journal = parts.journalIn(await context.workFolder())
    const known = await journal.read()
    if (known === null) throw damagedJournal()
    const [begun] = endedAttempts(known)
    const stands = nextStep(known, { attempts: settings.attempts, repeatable, to: begun?.to ?? '' })
    if (stands.do !== 'attempt') return finish(args, { entries: known, end: stands }, context)
    const way = await wayOf(args, settings, context).catch((error: unknown) => {
      // What was handed over before the crash may have arrived, whatever is missing now.
      if (stands.after === null || !mayHaveArrived(known)) throw error
      return null
    })
    if (way === null) {
      const ended = stands.after as Ended
      return finish(args, { entries: known, end: { do: 'failed', how: 'unknown', ended } }, context)
    }
    const task = { way, repeatable, journal, known, settings, until_ms }
    return finish(args, await deliver(parts, task, context), context)
  }

  function finish(args: NotifyArgs, { entries, end }: Delivery, context: ToolContext): ToolOutput<NotifyResult> {
    const message = messageOf(args, parts.excerptOf)
    const receipt = receiptOf(args.channel, message, entries, context, timestamp(clock))
    if (end.do !== 'stopped') note(args, end.do === 'delivered', end.ended.at)
    if (end.do !== 'delivered') throw failedDelivery(message.receiver, end, receipt)
    const { attempt: attempts, at: delivered_at, outcome } = end.ended
    return { result: resultOf(args, { attempts, delivered_at }, outcome), artifacts: [receipt] }
  }

  function note({ channel }: NotifyArgs, arrived: boolean, at: string): void {
    latest.set(channel, { arrived, at })
    parts.statusChanged()
  }

  return {
    name: 'notify.send',
    title: 'Tell somebody',
    description:
      'Shows a notification on this desktop, writes to an allow-listed Telegram chat, or calls a configured webhook. Answers once it has arrived.',
    side_effect_level: 'external_notify',
    args: NotifyArgs,
    result: NotifyResult,
    example: { channel: 'desktop', title: 'Recording done', body: 'The demo is recorded and checked.' },
    timeout_ms: TIMEOUT_MS,
    grace_ms: 2000,
    // What it tells may be that there is no room.
    room: 'unasked',
    status: () => notifyStatus(channelsOf(parts), latest satisfies LatestDeliveries),
    summary: summaryOf,
    run: send,
    recover: send,
    left: async (args, context) => {
      const known = await parts.journalIn(await context.workFolder()).read()
      if (known === null) throw damagedJournal()
      const message = messageOf(args, parts.excerptOf)
      return known.length === 0 ? [] : [receiptOf(args.channel, message, known, context, timestamp(clock))]
    },
  }
}

function resultOf(
  { channel }: NotifyArgs,
  told: { attempts: number; delivered_at: string },
  { message_id, status }: { message_id: number | null; status: number | null },
): NotifyResult {
  if (channel === 'desktop') return { ...told, channel }
  if (channel === 'telegram' && message_id !== null) return { ...told, channel, message_id }
  if (channel === 'webhook' && status !== null) return { ...told, channel, status }
  throw new ToolError(
    'notify_outcome_unknown',
    'The journal says that it arrived, and not under which number.',
    'Look at the receiver whether it arrived; send it again with a new idempotency key if it did not.',
  )
}

function channelsOf({ desktop, chat, telegramChats, settings }: NotifyParts): ChannelWords {
  const { webhooks } = settings()
  return {
    desktop: desktop.missing() === null ? 'Desktop' : null,
    telegram:
      chat === null || telegramChats.length === 0
        ? null
        : `Telegram to ${telegramChats.length === 1 ? 'one chat' : `${telegramChats.length} chats`}`,
    webhook: webhooks.length === 0 ? null : `Webhooks ${webhooks.map(({ name }) => name).join(', ')}`,
  }
}

function summaryOf(args: NotifyArgs): string {
  if (args.channel === 'desktop') return `Show on the desktop: "${oneLine(args.title)}"`
  if (args.channel === 'webhook') return `Call the webhook ${args.name}`
  const what = args.as === undefined ? '' : ` with a ${args.as}`
  return `Write to the Telegram chat ${args.chat_id}${what}: "${oneLine(args.text)}"`
}
