import { setTimeout as sleep } from 'node:timers/promises'
import { Account, AccountConnecting, AccountList, AccountService } from '../../contract/account.ts'
import { SystemInfo } from '../../contract/system.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { type CliDoor, withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

/** How often it is looked whether the operator has answered in the browser, in milliseconds. */
const LOOK_MS = 500

export async function accountList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const list = AccountList.parse(await door.request('GET', '/api/accounts'))
    if (values.json === true) terminal.out(JSON.stringify(list))
    else for (const account of list.items) terminal.out(lineOf(account))
    return 0
  })
}

/** Prints where to go, and waits for what comes of it unless --no-wait. Exit code 1: the account is not connected. */
export async function accountConnect(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, { 'no-wait': { type: 'boolean' } }, ['SERVICE'])
  const service = serviceFrom(positionals[0])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    // Who takes the answer of the browser has to be there when it comes.
    if (door.url === null) throw new StartupError(1, 'no console runs on this data root', 'start it with npm start')
    for (const line of await lackingSecret(door, service)) terminal.err(line)
    const answer = await door.request('POST', `/api/accounts/${service}/connect`)
    const { authorize_url, expires_at, opened } = AccountConnecting.parse(answer)
    if (values.json === true && values['no-wait'] === true) terminal.out(JSON.stringify(answer))
    else terminal.err(opened ? 'answer in the browser, or open this address in it:' : 'open this address in a browser:')
    if (values.json !== true) terminal.out(authorize_url)
    else if (values['no-wait'] !== true) terminal.err(authorize_url)
    if (values['no-wait'] === true) return 0
    const account = await answered(door, service, Date.parse(expires_at))
    terminal.out(values.json === true ? JSON.stringify(account) : lineOf(account))
    return account.state === 'connected' ? 0 : 1
  })
}

/** What a client of this service proves itself with. */
const CLIENT_SECRETS: Readonly<Record<AccountService, string>> = { youtube: 'YOUTUBE_CLIENT_SECRET' }

/** Said before anybody is sent to a consent page of which nothing can come. */
async function lackingSecret(door: CliDoor, service: AccountService): Promise<readonly string[]> {
  const name = CLIENT_SECRETS[service]
  const { secrets } = SystemInfo.pick({ secrets: true })
    .strip()
    .parse(await door.request('GET', '/system/info'))
  if (secrets.items.some((one) => one.name === name)) return []
  return [`note: no ${name} is kept, and Google refuses most clients without it: countersign secret set ${name}`]
}

export async function accountDisconnect(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['SERVICE'])
  const service = serviceFrom(positionals[0])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const account = Account.parse(await door.request('POST', `/api/accounts/${service}/disconnect`))
    terminal.out(values.json === true ? JSON.stringify(account) : lineOf(account))
    return account.state === 'connected' ? 1 : 0
  })
}

async function answered(door: CliDoor, service: AccountService, untilMs: number): Promise<Account> {
  for (;;) {
    const { items } = AccountList.parse(await door.request('GET', '/api/accounts'))
    const account = items.find((one) => one.service === service)
    if (account !== undefined && (account.state !== 'connecting' || Date.now() > untilMs + LOOK_MS)) return account
    await sleep(LOOK_MS)
  }
}

function serviceFrom(text = ''): AccountService {
  const service = AccountService.safeParse(text)
  if (!service.success) throw new UsageError(`SERVICE must be one of ${AccountService.options.join(', ')}`)
  return service.data
}

function lineOf({ service, state, detail, channel_title, checked_at, remediation_hint }: Account): string {
  const whose = channel_title === null ? '' : `  ${printable(channel_title)}`
  const age = checked_at === null ? '' : ` (as of ${checked_at})`
  const remedy = remediation_hint === null ? '' : `\n  remedy: ${printable(remediation_hint)}`
  return `${service}  ${state}${whose}  ${printable(detail)}${age}${remedy}`
}
