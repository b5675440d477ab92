import { Scope } from '../../contract/scope.ts'
import { IssuedLoginCode, IssuedToken, RevokedToken } from '../../contract/session.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { openCliDoor } from './cli-door.ts'
import { parseVerb, secondsFrom } from './flags.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

export async function tokenCreate(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(
    argv,
    { scope: { type: 'string' }, ttl: { type: 'string' }, sub: { type: 'string' } },
    [],
  )
  const scope = Scope.safeParse(values.scope)
  if (!scope.success) throw new UsageError(`--scope must be one of ${Scope.options.join(', ')}`)
  const ttl_seconds = secondsFrom('--ttl', values.ttl ?? '1h')
  const door = await openCliDoor(values['data-root'], terminal, 'new')
  try {
    const sub = values.sub === undefined ? {} : { sub: values.sub }
    const issued = IssuedToken.parse(
      await door.request('POST', '/api/tokens', { scope: scope.data, ttl_seconds, ...sub }),
    )
    if (values.json === true) terminal.out(JSON.stringify(issued))
    else {
      terminal.out(`jti ${issued.jti}, scope ${issued.scope}, sub ${issued.sub}, expires ${issued.expires_at}`)
      terminal.out(issued.token)
    }
    return 0
  } finally {
    await door.close()
  }
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
