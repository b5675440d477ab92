import { Button } from '../../design/button.tsx'
import { Fact } from '../../design/fact.tsx'
import { ClockIcon, DotsIcon, RunningIcon, SlashIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Mark } from '../../design/mark.tsx'
import { Age } from '../../design/moment.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { dateTime } from '../../design/time-words.ts'
import { Section } from '../tasks/section.tsx'
import { ArmFire } from './arm-fire.tsx'
import { lengthWords } from './obs-state.ts'
import type { Obs } from './use-obs.ts'

const LOOKS = {
  active: { Icon: RunningIcon, colour: 'text-rejected' },
  paused: { Icon: DotsIcon, colour: 'text-pending' },
  idle: { Icon: SlashIcon, colour: 'text-faint' },
} as const
const WORDS = { active: 'Recording', paused: 'Paused', idle: 'Not recording' } as const
/** Of what was heard a while ago. */
const WERE = { active: 'Was recording', paused: 'Was paused', idle: 'Was not recording' } as const

/** How what is not known to be so any more is drawn. */
export const PAST = { Icon: ClockIcon, colour: 'text-faint' } as const

export function RecordingPanel({ obs }: { obs: Obs }) {
  const heard = obs.state.status
  const recording = heard?.said.recording ?? null
  const look = recording === null || !recording.active ? 'idle' : recording.paused ? 'paused' : 'active'
  const cannot = obs.isStill || obs.isBusy
  const was = heard !== null && obs.isPast(heard)
  const button = (tool: string, word: string) => (
    <Button look="plain" disabled={cannot || !obs.has(tool)} onClick={() => obs.tell(tool, {})}>
      {word}
    </Button>
  )
  return (
    <Section title="Recording" aside={heard === null ? null : <AsOf at={heard.at} />}>
      <div className="flex flex-col gap-3 rounded-md border border-line bg-raised p-3.5">
        {recording === null || heard === null ? (
          <p className="text-soft">{obs.notAsked}</p>
        ) : (
          <>
            <p className="flex flex-wrap items-center gap-x-3">
              <Mark look={was ? PAST : LOOKS[look]} word={(was ? WERE : WORDS)[look]} />
              {recording.active && (
                <span className="figures text-soft">
                  {lengthWords(recording.duration_ms)}, {sizeWords(recording.bytes)}
                </span>
              )}
            </p>
            <dl className="figures">
              <Fact name={recording.active ? 'File' : 'Folder'} look="wide">
                <code className="break-all text-xs">
                  <Inert text={recording.path ?? recording.folder} />
                </code>
              </Fact>
              <Fact name="Machine" look="wide">
                {heard.said.load.fps.toFixed(0)} pictures a second, {heard.said.load.cpu_percent.toFixed(0)} % of the
                processor, {sizeWords(heard.said.load.free_disk_mb * 1e6)} free
                {heard.said.load.skipped_frames > 0 && `, ${heard.said.load.skipped_frames} pictures skipped`}
              </Fact>
            </dl>
          </>
        )}
        <span className="flex flex-wrap gap-2">
          {look === 'idle' && button('obs.record.start', 'Start recording')}
          {look === 'active' && button('obs.record.pause', 'Pause')}
          {look === 'paused' && button('obs.record.resume', 'Resume')}
        </span>
        {look !== 'idle' && (
          <ArmFire
            obs={obs}
            action="record.stop"
            words={{ arm: 'Stop the recording…', fire: 'Stop exactly this one' }}
          />
        )}
      </div>
    </Section>
  )
}

/** When OBS was asked; it may have changed since. */
export function AsOf({ at }: { at: string }) {
  return (
    <span className="text-faint text-xs">
      asked <Age at={at} title={dateTime(Date.parse(at))} /> ago
    </span>
  )
}
