/**
 * Reads `-progress` of ffmpeg, which comes in pieces: lines like `out_time_us=1500000`. Answers the seconds of the last whole one, or null
 * when this piece holds none. https://ffmpeg.org/ffmpeg.html#Main-options
 */
export function createProgressReader(): (piece: string) => number | null {
  let rest = ''
  return (piece) => {
    const lines = (rest + piece).split('\n')
    // A line without an end would grow for ever.
    rest = (lines.pop() ?? '').slice(-200)
    const times = lines.flatMap((line) => /^out_time_us=(\d{1,15})$/.exec(line)?.[1] ?? [])
    const last = times.at(-1)
    return last === undefined ? null : Number(last) / 1_000_000
  }
}
