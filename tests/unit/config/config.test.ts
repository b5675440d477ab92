import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findDataRoot, loadConfig } from '../../../main/config.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const SECRET = 'x'.repeat(32)

describe('the configuration', () => {
  it('takes flags before environment before config.json before defaults', async () => {
    const root = await temporaryFolder()
    expect(loadConfig([], {}, root)).toMatchObject({
      data_root: root,
      host: '127.0.0.1',
      port: 8787,
      ingress_port: null,
      sources: { github: { secrets: [] }, telegram: { bot_token: null, operators: [] } },
    })
    await writeFile(join(root, 'config.json'), '{"port": 1001, "audit_segment_bytes": 2000000}')
    expect(loadConfig([], {}, root)).toMatchObject({ port: 1001, audit_segment_bytes: 2_000_000 })
    expect(loadConfig([], { COUNTERSIGN_PORT: '1002' }, root).port).toBe(1002)
    expect(loadConfig(['--port', '0'], { COUNTERSIGN_PORT: '1002' }, root).port).toBe(0)
    const other = join(root, 'other')
    expect(loadConfig([], { COUNTERSIGN_DATA_ROOT: other }, root).data_root).toBe(other)
    expect(await readdir(root)).toContain('other')
  })
  it('cannot be changed afterwards', async () => {
    expect(Object.isFrozen(loadConfig([], {}, await temporaryFolder()))).toBe(true)
  })
  it.each([
    [['--port', '70000'], {}, /--port "70000"/],
    [['--port', 'http'], {}, /--port "http"/],
    [[], { COUNTERSIGN_PORT: '-1' }, /COUNTERSIGN_PORT "-1"/],
    [['--colour', 'red'], {}, /--colour/],
    [['stray'], {}, /stray/],
    [[], { JWT_SECRET: 'short' }, /JWT_SECRET has 5 bytes/],
    [['--host', '0.0.0.0'], {}, /--host 0\.0\.0\.0 opens the console/],
    [['--accept-audit-loss', ' '], {}, /--accept-audit-loss/],
    [['--host', ''], { JWT_SECRET: SECRET }, /--host is empty/],
    [['--allow-host', 'name:8080'], {}, /--allow-host "name:8080"/],
  ])('refuses %j with %j by name, exit 2', async (argv, env, message) => {
    const root = await temporaryFolder()
    expect(() => loadConfig(argv, env, root)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    )
  })
  it('never shows the secret that it refuses', async () => {
    const root = await temporaryFolder()
    expect(() => loadConfig([], { JWT_SECRET: 'hunter2' }, root)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    )
  })
  it('listens elsewhere only by flag and with authentication configured, and then takes that name as Host', async () => {
    const root = await temporaryFolder()
    const config = loadConfig(['--host', '192.168.1.5', '--allow-host', 'Console.local'], { JWT_SECRET: SECRET }, root)
    expect(config).toMatchObject({ host: '192.168.1.5', allowed_hosts: ['192.168.1.5', 'console.local'] })
  })
  it('takes an IPv6 address as browsers write it in the Host header', async () => {
    const config = loadConfig(['--host', 'fd00::5'], { JWT_SECRET: SECRET }, await temporaryFolder())
    expect(config.allowed_hosts).toEqual(['[fd00::5]'])
  })
  it('refuses a config.json that is broken or says too much, and a data root that is a file', async () => {
    const root = await temporaryFolder()
    await writeFile(join(root, 'config.json'), '{"port": "x"}')
    expect(() => loadConfig([], {}, root)).toThrow(/config\.json is not valid: .*port/)
    await writeFile(join(root, 'config.json'), '{"jwt_secret": "x"}')
    expect(() => loadConfig([], {}, root)).toThrow(/jwt_secret/)
    expect(() => loadConfig(['--data-root', join(root, 'config.json')], {}, root)).toThrow(
      /data root .*config\.json cannot be used/,
    )
  })
  it('of a verb that only looks must name a folder that is a data root', async () => {
    const root = await temporaryFolder()
    expect(() => findDataRoot(root, {}, '/nowhere')).toThrow(/is no data root/)
    expect(() => findDataRoot(undefined, {}, join(root, 'typo'))).toThrow(/is no data root/)
    expect(await readdir(root)).toEqual([])
  })
})
