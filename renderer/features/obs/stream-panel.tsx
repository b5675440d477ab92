import { RunningIcon, SlashIcon } from '../../design/icons.tsx'
import { Mark } from '../../design/mark.tsx'
import { Section } from '../tasks/section.tsx'
import { ArmFire } from './arm-fire.tsx'
import { lengthWords } from './obs-state.ts'
import { AsOf, PAST } from './recording-panel.tsx'
import type { Obs } from './use-obs.ts'

/** Streaming reaches others: besides the two presses it takes an approval. */
export function StreamPanel({ obs }: { obs: Obs }) {
  const heard = obs.state.status
  const streaming = heard?.said.streaming ?? null
  const was = heard !== null && obs.isPast(heard)
  if (!obs.has('obs.stream.start')) return null
  return (
    <Section title="Streaming" aside={heard === null ? null : <AsOf at={heard.at} />}>
      <div className="flex flex-col gap-3 rounded-md border border-line bg-raised p-3.5">
        {streaming === null ? (
          <p className="text-soft">{obs.notAsked}</p>
        ) : (
          <p className="flex flex-wrap items-center gap-x-3">
            {was ? (
              <Mark look={PAST} word={streaming.active ? 'Was streaming' : 'Was not streaming'} />
            ) : streaming.active ? (
              <Mark look={{ Icon: RunningIcon, colour: 'text-rejected' }} word="Streaming" />
            ) : (
              <Mark look={{ Icon: SlashIcon, colour: 'text-faint' }} word="Not streaming" />
            )}
            {streaming.active && <span className="figures text-soft">{lengthWords(streaming.duration_ms)}</span>}
            {streaming.reconnecting && !was && (
              <span className="text-pending">the line to the service is being mended</span>
            )}
          </p>
        )}
        {streaming?.active === true ? (
          <ArmFire obs={obs} action="stream.stop" words={{ arm: 'Stop streaming…', fire: 'Ask to stop this stream' }} />
        ) : (
          <ArmFire obs={obs} action="stream.start" words={{ arm: 'Start streaming…', fire: 'Ask to stream there' }} />
        )}
        <p className="text-soft text-xs">It reaches others: after the second press a person must approve it.</p>
      </div>
    </Section>
  )
}
