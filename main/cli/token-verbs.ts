import { isBoundScope, Scope } from '../../contract/scope.ts'
import { IssuedLoginCode, IssuedToken, RevokedToken, type TokenInfo, TokenList } from '../../contract/session.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { openCliDoor, withDoor } from './cli-door.ts'
import { parseVerb, secondsFrom } from './flags.ts'
import { printable } from './printable.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

export async function tokenCreate(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(
    argv,
    { scope: { type: 'string' }, task: { type: 'string' }, ttl: { type: 'string' }, sub: { type: 'string' } },
    [],
  )
  const scope = Scope.safeParse(values.scope)
  if (!scope.success) throw new UsageError(`--scope must be one of ${Scope.options.join(', ')}`)
  if (isBoundScope(scope.data) !== (values.task !== undefined))
    throw new UsageError('--task TASK_ID belongs to the scopes executor and reviewer, and to no other')
  const ttl_seconds = secondsFrom('--ttl', values.ttl ?? '1h')
  const door = await openCliDoor(values['data-root'], terminal, 'new')
  try {
    const sub = values.sub === undefined ? {} : { sub: values.sub }
    const task = values.task === undefined ? {} : { task_id: values.task }
    const issued = IssuedToken.parse(
      await door.request('POST', '/api/tokens', { scope: scope.data, ttl_seconds, ...sub, ...task }),
    )
    if (values.json === true) terminal.out(JSON.stringify(issued))
    else {
      const bound = issued.task_id === null ? '' : ` for task ${issued.task_id}`
      terminal.out(`jti ${issued.jti}, scope ${issued.scope}${bound}, sub ${issued.sub}, expires ${issued.expires_at}`)
      terminal.out(issued.token)
    }
    return 0
  } finally {
    await door.close()
  }
}

/** What a token is good for at the instant `now`. */
function stateOf({ revoked_at, expires_at }: TokenInfo, now: string): string {
  if (revoked_at !== null) return `revoked ${revoked_at}`
  return Date.parse(expires_at) <= Date.parse(now) ? `expired ${expires_at}` : `until ${expires_at}`
}

export async function tokenList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const list = TokenList.parse(await door.request('GET', '/api/tokens'))
    if (values.json === true) terminal.out(JSON.stringify(list))
    else
      for (const token of list.items) {
        const bound = token.task_id === null ? '' : ` for task ${token.task_id}`
        const used = token.last_used_at === null ? 'never used' : `last used ${token.last_used_at}`
        terminal.out(
          `${token.jti}  ${token.scope}${bound}  ${printable(token.sub)}  ${stateOf(token, list.now)}, made ${token.created_at ?? 'earlier'}, ${used}`,
        )
      }
    if (values.json !== true && list.items.length === 0) terminal.out('no tokens')
    return 0
  })
}

export async function tokenRevoke(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['JTI'])
  const door = await openCliDoor(values['data-root'], terminal, 'existing')
  try {
    const path = `/api/tokens/${encodeURIComponent(positionals[0] ?? '')}/revoke`
    const revoked = RevokedToken.parse(await door.request('POST', path))
    terminal.out(values.json === true ? JSON.stringify(revoked) : `revoked ${revoked.jti} at ${revoked.revoked_at}`)
    return 0
  } finally {
    await door.close()
  }
}

/** A fresh one-time code for the browser. Codes live in the running console. */
export async function login(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  const door = await openCliDoor(values['data-root'], terminal, 'existing')
  try {
    if (door.url === null) throw new StartupError(1, 'no console runs on this data root', 'start it with npm start')
    const issued = IssuedLoginCode.parse(await door.request('POST', '/api/login-codes'))
    terminal.out(values.json === true ? JSON.stringify(issued) : `${door.url}/#code=${issued.code}`)
    return 0
  } finally {
    await door.close()
  }
}
