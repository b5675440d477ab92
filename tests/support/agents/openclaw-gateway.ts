import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { temporaryFolder } from '../data-root.ts'

export const GATEWAY_TOKEN = 'gateway-token-not-to-be-seen'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A real gateway, with this model, until the test is over. `skipBootstrap`: it leaves workspaces as they are. */
export async function startOpenclawGateway(program: string, modelUrl: string, skipBootstrap: boolean) {
  const folder = await temporaryFolder()
  const port = await freePort()
  const config = join(folder, 'openclaw.json')
  await mkdir(join(folder, 'tmp'))
  await writeFile(
    config,
    JSON.stringify({
      update: { checkOnStart: false },
      models: {
        catalogRefresh: { enabled: false },
        providers: {
          mock: {
            ...{ baseUrl: modelUrl, apiKey: 'of-the-gateway', api: 'openai-completions' },
            models: [{ id: 'mock-1', name: 'mock-1' }],
          },
        },
      },
      agents: { defaults: { skipBootstrap, model: { primary: 'mock/mock-1' } } },
    }),
  )
  const gateway = spawn(
    process.execPath,
    [
      ...[program, 'gateway', 'run', '--port', String(port), '--allow-unconfigured', '--auth', 'token'],
      ...['--token', GATEWAY_TOKEN, '--bind', 'loopback'],
    ],
    {
      ...{ stdio: 'ignore', detached: true },
      env: {
        ...{
          PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
          HOME: folder,
          TMPDIR: join(folder, 'tmp'),
        },
        ...{
          OPENCLAW_STATE_DIR: folder,
          OPENCLAW_CONFIG_PATH: config,
          OPENCLAW_DISABLE_BONJOUR: '1',
          DO_NOT_TRACK: '1',
        },
        ...{ OPENCLAW_NO_AUTO_UPDATE: '1', OPENCLAW_NO_RESPAWN: '1', OPENCLAW_OFFLINE: '1' },
      },
    },
  )
  onTestFinished(async () => {
    const ended = once(gateway, 'exit')
    process.kill(-(gateway.pid ?? 0), 'SIGTERM')
    await ended
  })
  const ready = async (): Promise<boolean> => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    return answer !== null && ((await answer.json().catch(() => ({}))) as { ready?: boolean }).ready === true
  }
  await expect.poll(ready, { timeout: 180_000, interval: 500 }).toBe(true)
  return {
    url: `ws://127.0.0.1:${port}`,
    writeToken: (stateFolder: string) =>
      writeFile(join(stateFolder, 'secrets', 'GATEWAY_TOKEN'), GATEWAY_TOKEN, { mode: 0o600 }),
  }
}
