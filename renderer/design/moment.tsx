import { useCallback, useSyncExternalStore } from 'react'
import { ageWords, dateTime } from './time-words.ts'

/** The time, in steps of `step` milliseconds. */
export function useNow(step: number): number {
  const watch = useCallback(
    (onChange: () => void) => {
      const timer = setInterval(onChange, step)
      return () => clearInterval(timer)
    },
    [step],
  )
  return useSyncExternalStore(watch, () => Math.floor(Date.now() / step) * step)
}

/** How long ago; `title` under the pointer. */
export function Age({ at, title }: { at: string; title: string }) {
  const ms = Date.parse(at)
  const now = useNow(Date.now() - ms < 120_000 ? 1_000 : 15_000)
  return (
    <time dateTime={at} title={title} className="figures whitespace-nowrap">
      {ageWords(ms, now)}
    </time>
  )
}

/** An instant in local time; UTC under the pointer. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at} className="figures whitespace-nowrap">
      {dateTime(Date.parse(at))}
    </time>
  )
}
