import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractAll } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/data-root.ts'
import { desktopLaunch } from '../support/desktop-world.ts'
import { launchStandIn } from '../support/launch-desktop.ts'
import { type PackageRun, runPackage } from '../support/package-run.ts'
import { makeStubElectron } from '../support/stub-electron.ts'

const VERSION = '45.4.1'
const UPDATES = 'https://updates.example.org/countersign/'

// Only on Linux does electron-builder take a folder that holds a stub.
const IS_LINUX = process.platform === 'linux'

describe('`npm run package`', () => {
  test('without Electron says that there is no app and why, having checked everything else', async () => {
    const empty = await temporaryFolder()
    const { code, stdout, stderr } = await runPackage(['--json', '--electron-dist', empty], {})
    expect(JSON.parse(stdout)).toMatchObject({
      packaged: false,
      reason: expect.stringContaining('no Electron program in'),
    })
    expect(stderr).toContain('electron-builder.yml is valid')
    expect(stderr).toMatch(/licences and SBOM of \d{2,} packages/)
    expect(stderr).toContain('`npm run desktop:install` fetches it')
    expect(code).toBe(0)
  })

  test('fails without Electron when an app is required', async () => {
    const { code } = await runPackage(['--require-app', '--electron-dist', await temporaryFolder()], {})
    expect(code).toBe(1)
  })

  test('takes no address for updates that anyone on the way could change', async () => {
    const { code, stderr } = await runPackage([], { COUNTERSIGN_UPDATE_URL: 'http://updates.example.org/' })
    expect(code).toBe(2)
    expect(stderr).toContain('COUNTERSIGN_UPDATE_URL must begin with https:')
  })
})

if (IS_LINUX) describe('the packaged program', packagedProgram)

function packagedProgram(): void {
  let folder = ''
  let run: PackageRun
  const inside = (...parts: string[]): string => join(folder, 'release/linux-unpacked', ...parts)

  beforeAll(async () => {
    folder = join(tmpdir(), `countersign-package-${process.pid}`)
    mkdirSync(folder)
    makeStubElectron(join(folder, 'electron'), VERSION)
    const flags = ['--json', '--dir', '--arch', 'x64', '--electron-dist', join(folder, 'electron')]
    run = await runPackage([...flags, '--output', join(folder, 'release')], { COUNTERSIGN_UPDATE_URL: UPDATES })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('has its doors closed: the fuses that are read back from it are those of electron-builder.yml', () => {
    expect(run.code, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({
      packaged: true,
      fuses: {
        runAsNode: false,
        enableCookieEncryption: true,
        enableNodeOptionsEnvironmentVariable: false,
        enableNodeCliInspectArguments: false,
        enableEmbeddedAsarIntegrityValidation: true,
        onlyLoadAppFromAsar: true,
        grantFileProtocolExtraPrivileges: false,
      },
    })
  })

  test('carries the licences and the SBOM beside it, and where newer versions come from', () => {
    expect(readdirSync(inside('resources/about')).sort()).toEqual(['THIRD_PARTY_LICENCES.txt', 'sbom.cdx.json'])
    expect(existsSync(inside('LICENSES.chromium.html'))).toBe(true)
    expect(readFileSync(inside('resources/app-update.yml'), 'utf8')).toContain(UPDATES)
  })

  test('runs from what is in its archive alone, with no node_modules beside it', async () => {
    const app = await temporaryFolder()
    extractAll(inside('resources/app.asar'), app)
    expect(readdirSync(app).sort()).toEqual(['out', 'package.json'])
    expect(readdirSync(join(app, 'out')).sort()).toEqual(['icons', 'main', 'preload', 'renderer'])
    expect(readdirSync(join(app, 'out/main')).filter((name) => name.endsWith('.map'))).toEqual([])
    const desktop = await launchStandIn({ ...desktopLaunch(await temporaryFolder()), app })
    onTestFinished(() => desktop.close())
    await expect.poll(() => desktop.page.title()).toContain('Countersign')
    await desktop.page.getByRole('navigation').first().waitFor()
  })
}
