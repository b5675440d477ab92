import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { AgentLogLine } from '../../../contract/agent.ts'
import { createAgentProcesses } from '../../../main/adapters/agents/process/agent-processes.ts'
import { RUN_MARK } from '../../../main/adapters/agents/process/process-group.ts'
import { createRunFolders } from '../../../main/adapters/agents/runs/run-folders.ts'
import { processIdentity } from '../../../main/adapters/programs/process-identity.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const RUN = 'aaaa0000bbbb1111'
const line = (text: string): AgentLogLine => ({ at: '2026-01-31T09:30:00.000Z', stream: 'stdout', text })

async function world() {
  const folder = await temporaryFolder()
  return { folder, folders: createRunFolders(folder) }
}

it('hands token and secrets over as files for their owner alone, and takes them away', async () => {
  const { folders } = await world()
  const { state_folder, log } = await folders.open(RUN, { token: 'the-token', secrets: { API_KEY: 'the-key' } })
  expect(await readFile(join(state_folder, 'token'), 'utf8')).toBe('the-token')
  expect(await readFile(join(state_folder, 'secrets', 'API_KEY'), 'utf8')).toBe('the-key')
  expect((await stat(join(state_folder, 'secrets', 'API_KEY'))).mode & 0o777).toBe(0o600)
  expect((await stat(state_folder)).mode & 0o777).toBe(0o700)
  await log.close()
  await folders.forget(RUN)
  expect(existsSync(state_folder)).toBe(false)
  expect(await folders.list()).toEqual([RUN])
  await folders.remove(RUN)
  expect(await folders.list()).toEqual([])
})

it('keeps the log in order, readable while it grows, with the sha256 of the whole', async () => {
  const { folders } = await world()
  const { log } = await folders.open(RUN, { token: '', secrets: {} })
  for (let at = 0; at < 500; at++) log.append(line(`line ${at}`))
  await expect.poll(async () => (await folders.read(RUN, 0, 1_000_000))?.length).toBe(log.bytes)
  log.append(line('last'))
  const whole = await log.close()
  const text = await readFile(whole.file)
  expect(whole).toMatchObject({ bytes: text.length, sha256: sha256(text) })
  expect(
    text
      .toString()
      .trimEnd()
      .split('\n')
      .map((one) => JSON.parse(one).text)
      .at(-1),
  ).toBe('last')
  expect(await folders.leftLog(RUN)).toEqual(whole)
})

it('cuts what an earlier process left behind the last whole line', async () => {
  const { folders } = await world()
  expect(await folders.leftLog(RUN)).toBeNull()
  const { log } = await folders.open(RUN, { token: '', secrets: {} })
  log.append(line('whole'))
  const { file, bytes, sha256: whole } = await log.close()
  await appendFile(file, '{"at":"half')
  expect(await folders.leftLog(RUN)).toEqual({ file, bytes, sha256: whole })
  expect((await stat(file)).size).toBe(bytes)
})

it('has no place for what is no id of a run', async () => {
  const { folders, folder } = await world()
  await expect(folders.remove('../../etc')).rejects.toMatchObject({ code: 'internal' })
  expect(await readdir(folder)).toEqual([])
  expect(await folders.read(RUN, 0, 10)).toBeNull()
})

function left(run: string) {
  const child = spawn('sh', ['-c', 'trap "" TERM; sh -c "while :; do sleep 1; done" & while :; do sleep 1; done'], {
    ...{ detached: true, stdio: 'ignore', env: { PATH: process.env['PATH'], [RUN_MARK]: run } },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { pid: child.pid as number, gone: once(child, 'exit') }
}

it('ends what an earlier process left running, by its number and by its mark', async () => {
  const processes = createAgentProcesses(processIdentity)
  for (const known of [true, false]) {
    const run = `left${process.pid}${known}`
    const { pid, gone } = left(run)
    const noted = await processes.note(pid)
    expect(noted.identity).not.toBeNull()
    expect(await processes.endLeftovers(run, known ? [noted] : [])).toBe(true)
    await gone
    expect(await processIdentity(pid)).toBeNull()
  }
})

it('leaves a process alone that only has the same number', async () => {
  const processes = createAgentProcesses(processIdentity)
  const { pid } = left('somebody-else')
  expect(
    await processes.endLeftovers('ours', [
      { pid, identity: 'another boot/1' },
      { pid, identity: null },
    ]),
  ).toBe(false)
  expect(await processIdentity(pid)).not.toBeNull()
  process.kill(-pid, 'SIGKILL')
})
