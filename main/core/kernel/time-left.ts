/** How long it is from `now` until `then`, in words for a person: `14 min left`, `40 s left`, `time is up`. */
export function timeLeft(then: string, now: string): string {
  const seconds = Math.floor((Date.parse(then) - Date.parse(now)) / 1000)
  if (Number.isNaN(seconds) || seconds <= 0) return 'time is up'
  if (seconds < 120) return `${seconds} s left`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min left`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h left` : `${Math.floor(seconds / 86_400)} days left`
}
