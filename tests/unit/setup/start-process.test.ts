import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REPOSITORY } from '../../arch/source-module.ts'

/** Stands in for the headless console: tells that it is ready and with which flags, and ends as the signal says. */
const FAKE_CONSOLE = `
process.on('SIGTERM', () => process.exit(7))
const quit = process.argv.indexOf('--quit')
if (quit > 0) process.exit(Number(process.argv[quit + 1]))
console.log(JSON.stringify(process.argv.slice(2)))
setInterval(() => {}, 1e6)
`

let root: string
let child: ChildProcess | undefined

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'start-'))
  await cp(join(REPOSITORY, 'scripts/start'), join(root, 'scripts/start'), { recursive: true })
  await cp(join(REPOSITORY, 'scripts/start.mjs'), join(root, 'scripts/start.mjs'))
  await mkdir(join(root, 'main'))
  await writeFile(join(root, 'main/headless.ts'), FAKE_CONSOLE)
})

afterEach(async () => {
  child?.kill('SIGTERM')
  await rm(root, { recursive: true, force: true })
})

function start(...flags: string[]) {
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' }
  const program = spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...flags], { env, stdio: 'pipe' })
  child = program
  const heard = { stdout: '', stderr: '' }
  program.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    heard.stderr += chunk
  })
  const ready = new Promise<void>((resolve) => {
    program.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      heard.stdout += chunk
      resolve()
    })
  })
  const ended = new Promise<number | null>((resolve) => program.once('close', resolve))
  return { program, heard, ready, ended }
}

describe('npm start without a screen', () => {
  it('says why in one line on stderr and leaves stdout to the console', async () => {
    const { heard, ready } = start('--headless', '--port', '0')
    await ready
    expect(JSON.parse(heard.stdout)).toEqual(['--print-login', '--port', '0'])
    expect(heard.stderr).toBe('countersign: starting headless (asked for by --headless)\n')
  })

  it('passes a signal on and ends with the console’s own exit code', async () => {
    const { program, ready, ended } = start('--headless')
    await ready
    program.kill('SIGTERM')
    expect(await ended).toBe(7)
  })

  it('ends with the exit code of a console that refuses to start', async () => {
    expect(await start('--headless', '--quit', '2').ended).toBe(2)
  })
})
