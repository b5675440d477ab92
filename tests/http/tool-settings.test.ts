import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { SettingsView } from '../../contract/settings.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { runCli } from '../../main/cli/run-cli.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { createFamilySecrets } from '../../main/kept-secrets.ts'
import { TOOL_FAMILIES, TOOL_SECRETS } from '../../main/tool-families.ts'
import { capturedTerminal } from '../support/captured-terminal.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const viewOf = async (app: RunningApp): Promise<SettingsView> =>
  SettingsView.parse(await (await app.call('GET', '/api/settings', 'admin')).json())

const NAMES = TOOL_FAMILIES.map(({ name }) => name)

describe('the settings of tools', () => {
  it('belong to one family each, which takes no word at all, and checks every word', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length)
    for (const { name, settings } of TOOL_FAMILIES) {
      expect([name, settings.safeParse({}).success]).toEqual([name, true])
      expect([name, settings.safeParse({ no_such_member: 1 }).success]).toEqual([name, false])
    }
  })

  it.each([
    ['of tools that are not there', { nonsense: {} }, 'tools.nonsense: there are no such tools'],
    ['with a member that the family does not know', { time: { zone: 'UTC' } }, 'tools.time'],
    ['that are no object', { time: 7 }, 'tools.time'],
  ])('%s are not saved, and the detail names the member', async (_, tools, words) => {
    const app = await startApp()
    const { settings, base_sha } = await viewOf(app)
    const answer = await app.call('PUT', '/api/settings', 'admin', { settings: { ...settings, tools }, base_sha })
    const problem = Problem.parse(await answer.json())
    expect(['settings_invalid', 'validation_failed']).toContain(problem.error_code)
    expect(problem.detail).toContain(words)
    expect((await viewOf(app)).base_sha).toBe(base_sha)
  })

  it('that another program spoils leave the last good ones in force, and a warning', async () => {
    const dataRoot = await temporaryFolder()
    const file = join(dataRoot, 'config.json')
    await writeFile(file, JSON.stringify({ tools: { time: {} } }))
    const app = await startApp({ dataRoot })
    await writeFile(file, JSON.stringify({ tools: { time: { zone: 'UTC' } } }))
    await expect.poll(async () => (await viewOf(app)).refused).toContain('tools.time')
    expect((await viewOf(app)).settings.tools).toEqual({ time: {} })
  })
})

describe('the secrets of tools', () => {
  const set = async (dataRoot: string, name: string, value: string): Promise<{ code: number; said: string }> => {
    const { terminal, out, err } = capturedTerminal()
    const argv = ['secret', 'set', name, '--data-root', dataRoot]
    const code = await runCli(argv, { ...terminal, input: async () => `${value}\n` })
    return { code, said: [...out, ...err].join('\n') }
  }

  it('are taken from stdin under the names that the families declare, and lie in a file for their owner alone', async () => {
    expect(TOOL_SECRETS.length).toBeGreaterThan(0)
    const dataRoot = await temporaryFolder()
    for (const name of TOOL_SECRETS) {
      const { code, said } = await set(dataRoot, name, `value-of-${name}`)
      expect([name, code, said.includes('value-of')]).toEqual([name, 0, false])
      const file = join(dataRoot, 'secrets', 'outside', name)
      expect([(await stat(file)).mode & 0o777, await readFile(file, 'utf8')]).toEqual([
        0o600,
        expect.stringContaining(`value-of-${name}`),
      ])
    }
    expect((await set(dataRoot, 'NOBODYS_SECRET', 'x')).code).toBe(2)
  })

  it('hold from the next use, and no start is asked for; those of sources wait for one', async () => {
    const app = await startApp()
    const { data_root } = app.config
    const ofTool = await set(data_root, 'OBS_PASSWORD', 'hushhush')
    expect(ofTool.said).toContain('The console that runs reads it when a tool needs it')
    expect(ofTool.said).not.toContain('started again')
    const ofSource = await set(data_root, 'WEBHOOK_SECRET', 'hushhush')
    expect(ofSource.said).toContain('until it is started again')
  })

  it('are told to nobody: not in the settings, the log, nor what the system says of itself', async () => {
    const dataRoot = await temporaryFolder()
    for (const name of TOOL_SECRETS) await set(dataRoot, name, 'hunter2-hunter2-hunter2-hunter2')
    const app = await startApp({ dataRoot })
    const told = await Promise.all(
      ['/api/settings', '/system/info', '/api/tools', '/api/audit?limit=1000'].map(async (path) =>
        (await app.call('GET', path, 'admin')).text(),
      ),
    )
    const audit = join(dataRoot, 'audit')
    for (const name of (await readdir(audit)).filter((one) => one.endsWith('.jsonl')))
      told.push(await readFile(join(audit, name), 'utf8'))
    expect(told.join('\n')).toContain(TOOL_SECRETS[0])
    expect(told.join('\n')).not.toContain('hunter2')
  })

  it('can be read by no family under a name that none declares', async () => {
    const app = await startApp()
    const secrets = createFamilySecrets(openSecretFiles(app.config.data_root), NO_DESKTOP, app.config)
    await expect(secrets.read('JWT_SECRET')).rejects.toThrow('no family of tools declares the secret JWT_SECRET')
  })
})
