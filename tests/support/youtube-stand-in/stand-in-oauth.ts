import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, sendJson } from './stand-in-answers.ts'
import type { FaultPlan } from './stand-in-faults.ts'

export const CLIENT_ID = 'stand-in.apps.googleusercontent.com'

/** Google's consent page and token endpoint: RFC 6749, RFC 7636, RFC 7009. Whoever comes is taken for the owner of the channel. */
export interface StandInOauth {
  /** A permission as if it had been given long ago. */
  grant(): string
  /** What the person in the browser does. */
  consent: 'allow' | 'deny' | 'upload only'
  isLive(authorization: string | undefined): boolean
  /** Access tokens that are out end now; refresh tokens stay. */
  expireAccess(): void
  revokeAll(): void
  readonly refreshes: () => number
  /** Permissions that stand now. */
  readonly granted: () => number
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>
}

interface Code {
  readonly challenge: string
  readonly redirect_uri: string
  readonly scope: string
}

export function createStandInOauth(faults: FaultPlan): StandInOauth {
  const codes = new Map<string, Code>()
  const refresh = new Set<string>()
  const access = new Set<string>()
  let refreshes = 0
  const fresh = (set: Set<string>): string => {
    const token = randomBytes(24).toString('base64url')
    set.add(token)
    return token
  }

  function authorize(response: ServerResponse, { searchParams: given }: URL): void {
    const redirect_uri = given.get('redirect_uri') ?? ''
    const fits =
      given.get('client_id') === CLIENT_ID &&
      given.get('response_type') === 'code' &&
      given.get('code_challenge_method') === 'S256' &&
      /^http:\/\/127\.0\.0\.1:\d+$/.test(redirect_uri)
    if (!fits) {
      sendJson(response, 400, { error: 'invalid_request' })
      return
    }
    const back = new URL(redirect_uri)
    back.searchParams.set('state', given.get('state') ?? '')
    if (oauth.consent === 'deny') back.searchParams.set('error', 'access_denied')
    else {
      const asked = given.get('scope') ?? ''
      const code = randomBytes(24).toString('base64url')
      const scope = oauth.consent === 'allow' ? asked : (asked.split(' ')[0] ?? '')
      codes.set(code, { challenge: given.get('code_challenge') ?? '', redirect_uri, scope })
      back.searchParams.set('code', code)
    }
    response.writeHead(302, { location: back.href }).end()
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams((await readBody(request, 100_000)).toString())
    const fault = faults.take('token')
    if (fault?.kind === 'cut') return void response.destroy()
    if (fault?.kind === 'status') return sendJson(response, fault.status, { error: fault.reason ?? 'internal_failure' })
    const answer = { access_token: '', expires_in: 3599, token_type: 'Bearer' }
    if (form.get('grant_type') === 'refresh_token') {
      refreshes += 1
      if (!refresh.has(form.get('refresh_token') ?? ''))
        return sendJson(response, 400, {
          error: 'invalid_grant',
          error_description: 'Token has been expired or revoked.',
        })
      return sendJson(response, 200, { ...answer, access_token: fresh(access) })
    }
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const fits = code?.challenge === challenge && code.redirect_uri === form.get('redirect_uri')
    if (!fits || form.get('client_id') !== CLIENT_ID) return sendJson(response, 400, { error: 'invalid_grant' })
    sendJson(response, 200, {
      ...{ ...answer, access_token: fresh(access), refresh_token: fresh(refresh), scope: code.scope },
    })
  }

  const oauth: StandInOauth = {
    consent: 'allow',
    grant: () => fresh(refresh),
    isLive: (authorization) => access.has(authorization?.replace(/^Bearer /, '') ?? ''),
    expireAccess: () => access.clear(),
    revokeAll: () => {
      access.clear()
      refresh.clear()
    },
    refreshes: () => refreshes,
    granted: () => refresh.size,
    serve: async (request, response, url) => {
      const place = `${request.method} ${url.pathname}`
      if (place === 'GET /auth') authorize(response, url)
      else if (place === 'POST /token') await token(request, response)
      else if (place === 'POST /revoke') {
        const form = new URLSearchParams((await readBody(request, 100_000)).toString())
        const was = refresh.delete(form.get('token') ?? '')
        if (was) access.clear()
        sendJson(response, was ? 200 : 400, was ? {} : { error: 'invalid_token' })
      } else return false
      return true
    },
  }
  return oauth
}
