import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCli } from '../../main/cli/run-cli.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { desktopLaunch, openDesktopOn } from '../support/desktop-world.ts'

const SECRET = 'a-webhook-secret-4c1d'

/** One verb in this process, as on a machine where no console runs. */
async function run(dataRoot: string, argv: readonly string[], value = '') {
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const code = await runCli([...argv, '--data-root', dataRoot], {
    ...{ out: say, err: say, bytes: null, input: async () => value, ask: null, env: {} },
  })
  return { code, said: said.join('\n') }
}

async function openOn(dataRoot: string, env: Record<string, string>) {
  const launch = desktopLaunch(dataRoot)
  const world = await openDesktopOn(dataRoot, { ...launch, env: { ...launch.env, ...env } })
  onTestFinished(world.close)
  return world
}

describe('secrets of the desktop app', () => {
  test('are sealed by the operating system where it can, checked without it, and readable by the app alone', async () => {
    const dataRoot = await temporaryFolder()
    await run(dataRoot, ['secret', 'set', 'WEBHOOK_SECRET'], SECRET)
    const world = await openOn(dataRoot, { STAND_IN_PASSWORD_STORE: 'gnome_libsecret' })
    const { secrets, sources } = await world.info()
    // A real desktop seals as this machine lets it; the stand-in has a password manager.
    if (world.desktop.real) return
    expect(secrets).toMatchObject({ protection: 'safe_storage', reason: null })
    expect(secrets.items.map(({ name, kept }) => `${name}: ${kept}`)).toEqual([
      ...['audit signing key: sealed', 'JWT_SECRET: file', 'WEBHOOK_SECRET: sealed'],
    ])
    expect(sources.find(({ source }) => source === 'github')?.state).toBe('on')
    expect((await run(dataRoot, ['task', 'list'])).said).toBe('no tasks')
    await world.desktop.quit()

    expect(await readdir(join(dataRoot, 'secrets/outside'))).toEqual(['WEBHOOK_SECRET.sealed'])
    expect(await readFile(join(dataRoot, 'secrets/outside/WEBHOOK_SECRET.sealed'), 'latin1')).not.toContain(SECRET)
    expect((await run(dataRoot, ['audit', 'verify'])).code).toBe(0)
    const alone = await run(dataRoot, ['task', 'list'])
    expect([alone.code, alone.said]).toEqual([1, expect.stringMatching(/is sealed[\s\S]*COUNTERSIGN_SECRETS=file/)])
  })

  test('are files for their owner alone where there is no password manager, and the app says so', async () => {
    const world = await openOn(await temporaryFolder(), { STAND_IN_PASSWORD_STORE: 'basic_text' })
    if (world.desktop.real) return
    const { secrets } = await world.info()
    expect(secrets).toMatchObject({ protection: 'file', reason: expect.stringContaining('basic_text') })
  })
})
