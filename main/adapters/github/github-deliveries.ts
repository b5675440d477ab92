import * as z from 'zod'
import { Timestamp } from '../../../contract/ids.ts'
import type { DeliveryAttempt, GithubDeliveries } from '../../core/ingest/github/github-deliveries.ts'
import { digitsOf } from './exact-json.ts'
import { createGithubApi, type GithubSettings } from './github-api.ts'
import { unavailable } from './github-refusal.ts'

const id = z.unknown().transform((value, context) => {
  const digits = digitsOf(value)
  if (digits !== null) return digits
  context.addIssue('no number of an attempt')
  return z.NEVER
})
/** The same limits as for what is delivered. */
const guid = z.string().regex(/^[\x21-\x7e]{1,100}$/)
const event = z.string().regex(/^[a-z0-9_]{1,60}$/)

/** https://docs.github.com/rest/repos/webhooks#list-deliveries-for-a-repository-webhook */
const Attempts = z.array(
  z.object({
    ...{ id, guid, event },
    action: z.string().max(100).nullable(),
    delivered_at: Timestamp,
    status_code: z.int().min(0).max(999).catch(0),
  }),
)

/** https://docs.github.com/rest/repos/webhooks#get-a-delivery-for-a-repository-webhook */
const Sent = z.object({
  ...{ guid, event },
  request: z.object({
    headers: z.record(z.string(), z.string()).nullable().catch(null),
    payload: z.custom<object>((value) => typeof value === 'object' && !Array.isArray(value)).nullable(),
  }),
})

const PAGE = 100

/** GitHub's record of deliveries over its REST API. */
export function createGithubDeliveries(
  settings: GithubSettings & { readonly hooks: readonly string[] },
): GithubDeliveries {
  const api = createGithubApi(settings)

  async function* attempts(hook: string, signal: AbortSignal): AsyncGenerator<readonly DeliveryAttempt[]> {
    let address: string | null = `${pathOf(hook)}?per_page=${PAGE}`
    while (address !== null) {
      const answer = await api.get(address, signal, 'error')
      yield understood(Attempts, answer?.body)
      address = answer?.next ?? null
    }
  }

  return {
    hooks: settings.hooks,
    attempts,
    fetch: async (hook, attempt, signal) => {
      const answer = await api.get(`${pathOf(hook)}/${encodeURIComponent(attempt)}`, signal, 'null')
      if (answer === null) return null
      const { request, ...sent } = understood(Sent, answer.body)
      if (request.payload === null) return null
      const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
      return { ...sent, headers: Object.fromEntries(headers), raw: Buffer.from(JSON.stringify(request.payload)) }
    },
  }
}

function pathOf(hook: string): string {
  const [name = '', number = ''] = hook.split(':')
  const owner = name.split('/').map(encodeURIComponent).join('/')
  return `/${name.includes('/') ? 'repos' : 'orgs'}/${owner}/hooks/${encodeURIComponent(number)}/deliveries`
}

function understood<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw unavailable('GitHub answered with something that is no record of deliveries; check GITHUB_API_URL.')
}
