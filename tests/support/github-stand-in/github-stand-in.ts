import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Fault, misbehave } from './github-faults.ts'

/**
 * The part of GitHub's REST API that tells of webhook deliveries, over a real socket:
 * - https://docs.github.com/rest/repos/webhooks#list-deliveries-for-a-repository-webhook and …#get-a-delivery-for-a-repository-webhook
 * - the same for organizations: https://docs.github.com/rest/orgs/webhooks
 * - pages by `Link` (https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api), newest first, `cursor` opaque
 * - 64-bit ids of attempts (https://github.com/octokit/request.js/issues/797); a redelivery is an attempt with the same guid
 *
 * It cannot prove what the pages do not say: how long GitHub keeps payloads of busy hooks, and how its permissions work in detail.
 */
export interface GithubStandIn {
  readonly url: string
  readonly token: string
  /** Paths that were asked for, with their queries. */
  readonly asked: readonly string[]
  /** An attempt that GitHub made. Returns its id. */
  attempt(given: Partial<Attempt> & { readonly hook: string }): string
  /** For the next requests, one each; null answers as usual. */
  readonly faults: (Fault | null)[]
}

export interface Attempt {
  readonly hook: string
  readonly guid: string
  readonly event: string
  readonly action: string | null
  readonly delivered_at: string
  readonly status_code: number
  readonly redelivery: boolean
  /** JSON text as GitHub would send it; null when it is no longer held. */
  readonly payload: string | null
}

type Numbered = Attempt & { readonly id: bigint }

interface World {
  readonly hooks: readonly string[]
  readonly attempts: readonly Numbered[]
}

interface Answer {
  readonly status: number
  readonly link: string | null
  readonly body: string
}

const TOKEN = 'github_pat_stand_in_0123456789'
/** Of this size since February 2026: a JSON number does not hold it exactly. */
const FIRST_ID = 3_804_004_623_172_239_367n

/** `hooks`: those that there are, as `owner/repo:hook_id` or `org:hook_id`. */
export async function startGithubStandIn(hooks: readonly string[]): Promise<GithubStandIn> {
  const attempts: Numbered[] = []
  const asked: string[] = []
  const faults: (Fault | null)[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const fault = faults.shift() ?? null
    if (fault !== null) {
      misbehave(fault, response)
      return
    }
    const { status, link, body } = answer({ hooks, attempts }, request)
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...(link === null ? {} : { link }),
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    asked,
    faults,
    attempt: (given) => {
      const id = FIRST_ID + BigInt(attempts.length * 2)
      const guid = `guid-${attempts.length}`
      const said = { guid, event: 'issues', action: 'opened', status_code: 502, redelivery: false, payload: '{}' }
      attempts.push({ ...said, delivered_at: '2026-02-01T00:00:00Z', ...given, id })
      return String(id)
    },
  }
}

const ROUTE = /^\/(?:repos\/([^/]+\/[^/]+)|orgs\/([^/]+))\/hooks\/(\d+)\/deliveries(?:\/(\d+))?$/

function answer(world: World, request: IncomingMessage): Answer {
  const url = new URL(request.url ?? '', `http://${request.headers.host}`)
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return problem(401, 'Bad credentials')
  const [, repository, org, number, id] = ROUTE.exec(url.pathname) ?? []
  const name = `${repository ?? org}:${number}`
  if (!world.hooks.includes(name)) return problem(404, 'Not Found')
  const own = world.attempts.filter(({ hook }) => hook === name).toReversed()
  if (id === undefined) return list(own, url)
  const one = own.find((attempt) => String(attempt.id) === id)
  return one === undefined ? problem(404, 'Not Found') : { status: 200, link: null, body: whole(one) }
}

/** `cursor` is the id of the first attempt of a page, as GitHub does it; clients may not rely on that. */
function list(own: readonly Numbered[], url: URL): Answer {
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100)
  const cursor = url.searchParams.get('cursor')
  const from = cursor === null ? 0 : own.findIndex(({ id }) => String(id) === cursor)
  const [after] = own.slice(from + size)
  const next = new URL(url)
  if (after !== undefined) next.searchParams.set('cursor', String(after.id))
  const link = after === undefined ? null : `<${next}>; rel="next"`
  return {
    status: 200,
    link,
    body: `[${own
      .slice(from, from + size)
      .map(row)
      .join(',')}]`,
  }
}

function facts({ id, guid, event, action, delivered_at, status_code, redelivery }: Numbered): string {
  const status = status_code === 200 ? 'OK' : 'Invalid HTTP Response'
  const told = { guid, delivered_at, redelivery, duration: 0.27, status, status_code, event, action }
  return `"id":${id},${JSON.stringify({ ...told, installation_id: null, repository_id: 123 }).slice(1, -1)}`
}

const row = (attempt: Numbered): string => `{${facts(attempt)}}`

function whole(attempt: Numbered): string {
  const headers = {
    'Content-Type': 'application/json',
    'X-GitHub-Delivery': attempt.guid,
    'X-GitHub-Event': attempt.event,
    'X-Hub-Signature-256': 'sha256=6dcb09b5b57875f334f61aebed695e2e4193db5e',
  }
  const request = `{"headers":${JSON.stringify(headers)},"payload":${attempt.payload}}`
  return `{${facts(attempt)},"request":${request},"response":{"headers":{},"payload":"ok"}}`
}

function problem(status: number, message: string): Answer {
  return { status, link: null, body: JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest' }) }
}
