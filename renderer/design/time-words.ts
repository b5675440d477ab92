const pad = (n: number) => String(n).padStart(2, '0')

/** Local time of day, `12:03:11`. */
export function timeOfDay(ms: number): string {
  const date = new Date(ms)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':')
}

/** Local date and time, `2026-01-31 12:03:11`. */
export function dateTime(ms: number): string {
  const date = new Date(ms)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${timeOfDay(ms)}`
}

/** `4 s`, `12 min`, `3 h`, `5 d`; from 60 days on the date. Never negative: clocks of two machines differ. */
export function ageWords(ms: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - ms) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  const days = Math.floor(seconds / 86_400)
  return days < 60 ? `${days} d` : dateTime(ms).slice(0, 10)
}

/** `12,345` of a whole number. Not by Intl, whose first format alone takes as long as drawing a page. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',')
}
