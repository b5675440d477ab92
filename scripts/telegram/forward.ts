import { ErrorCode } from '../../contract/problem.ts'

/** What the console made of an update. */
export type Forwarded = { readonly taken: true } | NotTaken

export interface NotTaken {
  readonly taken: false
  /** Of the console's problem; null when nobody, or somebody else, answered. */
  readonly code: ErrorCode | null
  /** The console has kept the update: it is a dead letter there. False when it did not say so. */
  readonly claimed: boolean
  /** For the person at the terminal. */
  readonly why: string
}

const LIMIT_MS = 30_000

/** Posts one update to the console. Never rejects. A redirect is not followed: the secret goes to the address that was named alone. */
export async function forward(
  console_url: string,
  secret: string,
  update: unknown,
  stopping: AbortSignal,
): Promise<Forwarded> {
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret }
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(LIMIT_MS)])
  const url = `${console_url}/webhooks/telegram`
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(update),
      signal,
      redirect: 'error',
    })
    return answerOf(answer, await answer.text())
  } catch (error) {
    const { name, cause } = error as Error
    const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? name
    return { taken: false, code: null, claimed: false, why: `the console cannot be reached (${reason})` }
  }
}

function answerOf({ ok, status }: Response, text: string): Forwarded {
  const { delivery_id, outcome, error_code, detail, remediation_hint, claimed } = membersOf(text)
  // As a DeliveryResult does; what else says 200 has not taken the update.
  if (ok && typeof delivery_id === 'string' && typeof outcome === 'string') return { taken: true }
  const code = ErrorCode.safeParse(error_code).data ?? null
  const said = code === null ? text.slice(0, 200) : `${String(detail)} ${String(remediation_hint)}`.slice(0, 400)
  return { taken: false, code, claimed: claimed === true, why: `the console answered ${status}: ${said}` }
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
}
