import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EvidenceList } from '../../contract/evidence.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolRunPage } from '../../contract/tool.ts'
import { openCliDoor, type RefusedError } from '../../main/cli/cli-door.ts'
import { capturedTerminal } from '../support/captured-terminal.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type Service, startService } from '../support/service.ts'
import { UNIT } from '../support/youtube-stand-in/upload-world.ts'
import { WORDS } from '../support/youtube-stand-in/words.ts'
import { keepVideoIn, standInForTest, writeYoutubeSettings } from '../support/youtube-stand-in/youtube-app.ts'

/** The console with an upload that was countersigned and not yet sent. */
async function readyToUpload() {
  const standIn = await standInForTest()
  const dataRoot = await temporaryFolder()
  const env = { YOUTUBE_REFRESH_TOKEN: standIn.oauth.grant(), NODE_COMPILE_CACHE: await temporaryFolder() }
  // A second for each chunk, so that there is something to kill.
  writeYoutubeSettings(dataRoot, standIn, { max_bytes_per_second: UNIT })
  const start = (): Promise<Service> => startService({ dataRoot, flags: [], env })
  const ask = async (method: string, path: string, data?: unknown): Promise<unknown> => {
    const door = await openCliDoor(dataRoot, capturedTerminal().terminal, 'existing')
    return door.request(method, path, data).finally(door.close)
  }
  const service = await start()
  const wanted = { task_id: 't1', request_text: 'Publish', allow_external_publish: true }
  const { correlation_id } = (await ask('POST', '/api/tasks', wanted)) as { correlation_id: string }
  const task = { task_id: 't1', correlation_id }
  const artifact_sha256 = await keepVideoIn(dataRoot, task, randomBytes(2 * UNIT + 99), 'video/mp4')
  const call = {
    ...{ ...task, tool: 'youtube.upload', args: { artifact_sha256, ...WORDS } },
    ...{ side_effect_level: 'external_publish', idempotency_key: 'upload-0001' },
  }
  const refused = await ask('POST', '/api/tools/execute', call).catch((error: unknown) => error)
  const approval_id = Problem.parse((refused as RefusedError).problem)['approval_id']
  const { subject_sha256 } = (await ask('GET', `/api/approvals/${approval_id}`)) as { subject_sha256: string }
  await ask('POST', `/api/approvals/${approval_id}/approve`, { subject_sha256 })
  const runOf = async () => ToolRunPage.parse(await ask('GET', '/api/tool-calls?state=done')).items[0]
  return { standIn, service, start, ask, call, runOf, artifact_sha256, dataRoot }
}

describe('a console that goes away in the middle of an upload', () => {
  it.each([
    ['SIGKILL', `chunk ${UNIT}: stored`],
    // The video is there, and nobody was told.
    ['SIGKILL', `chunk ${2 * UNIT}: stored`],
    ['SIGTERM', `chunk ${UNIT}: begins`],
  ] as const)('after %s at "%s" goes on by itself, and one whole private video comes of it', async (signal, last) => {
    const { standIn, service, start, ask, call, runOf, artifact_sha256 } = await readyToUpload()
    const gone = Promise.withResolvers<void>()
    standIn.sessions.onStep = (step) => {
      if (step === last) void service.stop(signal).then(() => gone.resolve())
    }
    // Whoever asked hears nothing any more, or that it goes on later.
    const asked = ask('POST', '/api/tools/execute', call).catch(() => null)
    await gone.promise
    await asked
    standIn.sessions.onStep = () => undefined

    const again = await start()
    await expect.poll(runOf).toMatchObject({ tool: 'youtube.upload', state: 'done', failure: null })
    const run = await runOf()
    expect(standIn.videos.all.map(({ sha256, status }) => [sha256, status['privacyStatus']])).toEqual([
      [artifact_sha256, 'private'],
    ])
    expect([standIn.sessions.opened(), standIn.sessions.violations]).toEqual([1, []])
    const link = `https://youtu.be/${standIn.videos.all[0]?.id}`
    const { items } = EvidenceList.parse(await ask('GET', '/api/tasks/t1/evidence'))
    expect(items.find(({ package_id }) => package_id === run?.call_id)?.artifacts).toMatchObject([{ link }])
    // The key answers with what came of it, and nothing is sent again.
    expect(await ask('POST', '/api/tools/execute', call)).toMatchObject({ replayed: true, result: { link } })
    expect(standIn.videos.all).toHaveLength(1)
    await again.stop('SIGTERM')
  })

  it.each([
    ['nothing more is sent', `chunk ${UNIT}: stored`, 0],
    ['the video that is there already is told with its link', `chunk ${2 * UNIT}: stored`, 1],
  ])('and would not be allowed any more when it is back fails: %s', async (_, last, videos) => {
    const { standIn, service, start, ask, call, artifact_sha256, dataRoot } = await readyToUpload()
    const gone = Promise.withResolvers<void>()
    standIn.sessions.onStep = (step) => {
      if (step === last) void service.stop('SIGKILL').then(() => gone.resolve())
    }
    const asked = ask('POST', '/api/tools/execute', call).catch(() => null)
    await gone.promise
    await asked
    const sent: string[] = []
    standIn.sessions.onStep = (step) => void sent.push(step)
    const rules = 'version: 1\nrules:\n  - id: closed\n    match:\n      tools: [youtube.upload]\n    effect: deny\n'
    writeFileSync(join(dataRoot, 'policy.yaml'), rules)

    const again = await start()
    const failedRun = async () => ToolRunPage.parse(await ask('GET', '/api/tool-calls?state=failed')).items[0]
    await expect.poll(failedRun).toMatchObject({ failure: { error_code: 'tool_permission_gone' } })
    const run = await failedRun()
    expect(run?.failure?.detail).toContain('Rule closed denies it')
    expect(sent.filter((step) => step.startsWith('chunk'))).toEqual([])
    expect([standIn.videos.all.length, standIn.sessions.opened()]).toEqual([videos, 1])
    const { items } = EvidenceList.parse(await ask('GET', '/api/tasks/t1/evidence'))
    const link = videos === 0 ? null : `https://youtu.be/${standIn.videos.all[0]?.id}`
    expect(items.find(({ package_id }) => package_id === run?.call_id)?.artifacts).toMatchObject([
      { path: 'upload.json', partial: true, parent_sha256: artifact_sha256, link },
    ])
    const { items: lines } = (await ask('GET', '/api/audit?type=policy_denied')) as { items: { data: object }[] }
    expect(lines.at(-1)).toMatchObject({ data: { code: 'denied_by_rule', run: { call_id: run?.call_id } } })
    await again.stop('SIGTERM')
  })
})
