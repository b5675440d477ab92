/** The console took the update, or will never take it: both are confirmed to Telegram. Anything else is tried again. */
export interface Forwarded {
  /** Null when it was taken; else why it never will be. */
  readonly refused: string | null
}

const LIMIT_MS = 30_000
/** Answers that stay the same however often the same update is sent. */
const FINAL: readonly number[] = [400, 409, 413, 415]

/** Posts one update to the console. Throws an error that says what to do when it can be tried again. */
export async function forward(console_url: string, secret: string, update: unknown): Promise<Forwarded> {
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret }
  const signal = AbortSignal.timeout(LIMIT_MS)
  const url = `${console_url}/webhooks/telegram`
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(update), signal })
  const text = await answer.text()
  if (answer.ok) return { refused: null }
  const why = `the console answered ${answer.status}: ${detailOf(text)}`
  if (FINAL.includes(answer.status)) return { refused: why }
  throw new Error(why)
}

function detailOf(text: string): string {
  try {
    const problem = JSON.parse(text) as { detail?: unknown; remediation_hint?: unknown }
    return `${String(problem.detail)} ${String(problem.remediation_hint)}`.slice(0, 400)
  } catch {
    return text.slice(0, 200)
  }
}
