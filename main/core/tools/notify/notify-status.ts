import type { ToolStatus } from '../../../../contract/tool.ts'
import type { NotifyArgs } from './notify-args.ts'

type Channel = NotifyArgs['channel']

/** What came of the latest delivery over each channel since the start. */
export type LatestDeliveries = ReadonlyMap<Channel, { readonly arrived: boolean; readonly at: string }>

/** What there is of a channel: null when it is off. */
export type ChannelWords = Readonly<Record<Channel, string | null>>

const HINT =
  'Add a webhook to tools.notify.webhooks, give BOT_TOKEN, or run the desktop app (docs/specs/tools/notify.md).'

/** Nobody is asked: what is known comes from the settings and from what was sent. */
export function notifyStatus(channels: ChannelWords, latest: LatestDeliveries): ToolStatus {
  const on = (Object.keys(channels) as Channel[]).filter((channel) => channels[channel] !== null)
  if (on.length === 0)
    return {
      state: 'off',
      detail: 'No channel is set up.',
      remediation_hint: HINT,
      source: 'known from the settings',
      checked_at: null,
    }
  const detail = on.map((channel) => `${channels[channel]}${wordsOf(latest.get(channel))}`).join('; ')
  const known = on.flatMap((channel) => latest.get(channel) ?? [])
  const checked_at =
    known
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? null
  const shown = { detail: `${detail}.`.slice(0, 1000), remediation_hint: null, checked_at }
  if (known.length === 0)
    return { ...shown, state: 'unknown', source: 'known from the settings; nothing was sent since the start' }
  const failed = known.length === on.length ? 'unavailable' : 'unknown'
  const state = known.some(({ arrived }) => arrived) ? 'ready' : failed
  return {
    ...{ ...shown, state, source: 'known from the messages sent last' },
    remediation_hint: state === 'ready' ? null : 'Look at the failures of the latest runs.',
  }
}

function wordsOf(latest: { readonly arrived: boolean; readonly at: string } | undefined): string {
  if (latest === undefined) return ' (not tried yet)'
  return latest.arrived ? ` (arrived ${latest.at})` : ` (failed ${latest.at})`
}
