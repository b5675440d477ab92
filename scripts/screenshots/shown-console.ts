import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright'
import { Approval } from '../../contract/approval.ts'
import { IssuedLoginCode } from '../../contract/session.ts'
import { createLifetime } from '../../main/core/kernel/lifetime.ts'
import { startService } from '../../tests/support/service.ts'
import { openClient } from '../verify/console-under-test.ts'
import { must } from '../verify/publish-stage.ts'
import { until } from '../verify/until.ts'
import { letAgentsWork } from './agents-at-work.ts'
import { keepFilm } from './film.ts'
import { workInside } from './inside.ts'
import { sendFromOutside, TELEGRAM_USER } from './outside.ts'
import type { ShownIds } from './pages.ts'
import { writeTaskFiles } from './task-files.ts'

const EXPIRY_PATIENCE_MS = 60_000

/** A console's session as the browser keeps it. */
type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>

/** A real console on a folder of its own, and who may look at it. */
export interface ShownConsole {
  readonly url: string
  /** What the addresses of the pages name; null in a console that holds nothing. */
  readonly ids: ShownIds | null
  /** The session of an operator, for any number of windows. */
  readonly session: Cookies
  /** Resolves when nothing changes by itself any more: what was short-lived has expired. */
  settled(): Promise<void>
  /** Ends the console and takes its folder away. */
  close(): Promise<void>
}

/** A console in which nothing has happened yet. */
export const openEmptyConsole = (browser: Browser): Promise<ShownConsole> => openShownConsole(browser, false)

/** A console with tasks of every source and status, and with all that comes of them. It is filled through its own doors. */
export const openFilledConsole = (browser: Browser): Promise<ShownConsole> => openShownConsole(browser, true)

async function openShownConsole(browser: Browser, isFilled: boolean): Promise<ShownConsole> {
  const lifetime = createLifetime()
  const dataRoot = await mkdtemp(join(tmpdir(), 'countersign-shown-'))
  lifetime.own('folder', () => rm(dataRoot, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  try {
    if (isFilled) writeTaskFiles(dataRoot)
    const secrets = { github: newSecret(), telegram: newSecret(), xcode: newSecret() }
    const env = {
      ...{ WEBHOOK_SECRET: secrets.github, XCODE_TOKEN: secrets.xcode, TELEGRAM_SECRET_TOKEN: secrets.telegram },
      TELEGRAM_ALLOWED_USERS: String(TELEGRAM_USER),
    }
    const service = await startService({ dataRoot, flags: [], env: isFilled ? env : {} })
    lifetime.own('console', async () => {
      await service.stop('SIGTERM')
    })
    const context = { root: join(import.meta.dirname, '../..'), dataRoot, say: () => undefined }
    const client = await openClient(context, service.url, 'ada')
    let ids: ShownIds | null = null
    let settled = async (): Promise<void> => undefined
    if (isFilled) {
      const task = await sendFromOutside(client, secrets)
      const { expiring, ...inside } = await workInside(context, client, task)
      const { items } = JSON.parse(
        must(200, await client.get('/api/deliveries?source=github&state=replayed&limit=100')),
      )
      const film = await keepFilm(browser, client, dataRoot)
      const atWork = await letAgentsWork(context.root, client)
      ids = { task, ...inside, ...atWork, delivery: `github/${items[0].delivery_id}`, film }
      settled = async () => {
        const hasExpired = async (): Promise<boolean> =>
          Approval.parse(JSON.parse(must(200, await client.get(`/api/approvals/${expiring}`)))).state === 'expired'
        if (!(await until(EXPIRY_PATIENCE_MS, hasExpired))) throw new Error(`the approval ${expiring} did not expire`)
      }
    }
    const { code } = IssuedLoginCode.parse(JSON.parse(must(201, await client.post('/api/login-codes', {}))))
    const session = await logIn(browser, `${service.url}/#code=${code}`)
    return { url: service.url, ids, session, settled, close: lifetime.close }
  } catch (error) {
    await lifetime.close()
    throw error
  }
}

const newSecret = (): string => randomBytes(24).toString('hex')

/** As a person does, once; the windows share what the browser was given. */
async function logIn(browser: Browser, address: string): Promise<Cookies> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(address)
    await page.getByTestId('connection').filter({ hasText: 'Live' }).waitFor()
    return await context.storageState()
  } finally {
    await context.close()
  }
}
