import type { Meter } from './usage.ts'

/** From here on a limit is near. */
const NEAR = 0.85

/** How much of one thing is used: in words, and as a bar where there is a limit. */
export function MeterBar({ meter: { name, used, limit, fraction }, of }: { meter: Meter; of: string }) {
  const percent = fraction === null ? null : Math.floor(fraction * 100)
  const isNear = fraction !== null && fraction >= NEAR
  return (
    <div className="min-w-0 text-xs">
      <p className="figures flex flex-wrap items-baseline gap-x-1.5">
        <span className="text-faint">{name}</span>
        <span className={isNear ? 'font-medium text-pending' : ''}>{used}</span>
        <span className="text-faint">{limit === null ? 'no limit' : `of ${limit}`}</span>
      </p>
      {percent !== null && (
        // biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn in these colours everywhere
        <div
          role="meter"
          aria-label={`${name} of ${of}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          aria-valuetext={`${used} of ${limit}`}
          className="mt-1 h-1 overflow-hidden rounded-full bg-line"
        >
          <div
            className={`h-full rounded-full ${isNear ? 'bg-pending' : 'bg-accent'}`}
            style={{ width: `${fraction === 0 ? 0 : Math.max(1, percent)}%` }}
          />
        </div>
      )}
    </div>
  )
}
