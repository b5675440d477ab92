import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { dateTime } from '../../design/time-words.ts'
import { type ArmAction, armLeft, lengthWords } from './obs-state.ts'
import type { Obs } from './use-obs.ts'

interface ArmFireProps {
  obs: Obs
  action: ArmAction
  /** What the first press is called, and the second. */
  words: { readonly arm: string; readonly fire: string }
}

const NAMES: Readonly<Record<string, string>> = {
  ...{
    path: 'file',
    bytes: 'size',
    duration_ms: 'length',
    started_at: 'begun',
    server: 'to',
    streaming: 'streaming now',
  },
}

function seenWords(name: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (name === 'bytes' && typeof value === 'number') return sizeWords(value)
  if (name === 'duration_ms' && typeof value === 'number') return lengthWords(value)
  if (name === 'started_at' && typeof value === 'string') return dateTime(Date.parse(value))
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Two presses: the first looks at what is there and begins a countdown, the second does it to exactly that. */
export function ArmFire({ obs, action, words }: ArmFireProps) {
  const arm = obs.state.arms.find((each) => each.action === action)
  const cannot = obs.isStill || obs.isBusy
  if (arm === undefined)
    return (
      <Button
        look="plain"
        className="self-start"
        disabled={cannot || !obs.has('obs.arm')}
        onClick={() => obs.tell('obs.arm', { action })}
      >
        {words.arm}
      </Button>
    )
  const left = armLeft(arm, obs.now)
  const seen = Object.entries(arm.seen).filter(([, value]) => value !== null)
  return (
    <fieldset
      data-armed={action}
      className="flex min-w-0 flex-col gap-2 rounded-md border border-warn-line bg-warn-ground px-3 pt-1 pb-3"
    >
      <legend className="px-1 font-medium text-pending text-xs">Armed</legend>
      <dl className="figures grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 text-xs">
        {seen.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{NAMES[name] ?? name.replaceAll('_', ' ')}</dt>
            <dd className="break-all">
              <Inert text={seenWords(name, value)} />
            </dd>
          </div>
        ))}
      </dl>
      <span className="flex flex-wrap items-center gap-3">
        <Button look="danger" disabled={cannot || left.isOver} onClick={() => obs.tell(arm.fire.tool, arm.fire.args)}>
          {words.fire}
        </Button>
        <span role="timer" aria-label="Armed for" className="figures text-xs">
          {left.isOver ? 'Over: arm it anew.' : `for another ${left.words}; does nothing by itself`}
        </span>
      </span>
    </fieldset>
  )
}
