import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Task } from '../../../contract/task.ts'
import { createVisionEndpoint } from '../../../main/adapters/vision/vision-endpoint.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import type { ToolContext } from '../../../main/core/tools/tool.ts'
import { createVisionDescribe } from '../../../main/core/tools/vision/vision-describe.ts'
import { VisionSettings } from '../../../main/core/tools/vision/vision-endpoint.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const KEY = 'sk-very-secret-0123456789'
const PICTURE = Buffer.from('89504e470d0a1a0a-not-really', 'latin1')
const SHA = sha256(PICTURE)
const ARGS = { artifact_sha256: SHA, prompt: 'What is it?' }
const said = (content: unknown) => JSON.stringify({ model: 'llava:13b', choices: [{ message: { content } }] })

type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void

/** The tool, with an endpoint of its own on this machine. */
async function asking(answer: Answering, settings: object = {}) {
  const requests: { url: string | undefined; authorization: string | undefined; body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    requests.push({ url: request.url, authorization: request.headers.authorization, body })
    answer(request, response, body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const folder = await temporaryFolder()
  const file = join(folder, 'picture.png')
  await writeFile(file, PICTURE)
  const clock = { now: () => Date.parse('2026-03-01T00:00:00.000Z') }
  const vision = createVisionEndpoint({
    settings: () => VisionSettings.parse({ endpoint, model: 'llava', ...settings }),
    ...{ clock, key: async () => KEY, onStatus: () => undefined },
  })
  const tool = createVisionDescribe(vision, clock)
  const cancel = new AbortController()
  const context: ToolContext = {
    ...{ call_id: 'call-1', task: {} as Task, correlation_id: 'c1', signal: cancel.signal, progress: () => undefined },
    workFolder: async () => folder,
    copyOf: () => Promise.reject(new Error('it takes no copy')),
    artifact: async () => ({
      ...{ package_id: 'p', file },
      artifact: {
        ...{ path: 'picture.png', sha256: SHA, bytes: PICTURE.length, media_type: 'image/png' },
        ...{ captured_at: '2026-03-01T00:00:00.000Z', source: 'test', link: null },
      },
    }),
  }
  return { tool, context, requests, cancel, host: endpoint.slice(7, -3) }
}

const plainly: Answering = (_request, response) => void response.end(said('A\u001b[31mred square'))
const failureIn = async (work: Promise<unknown>): Promise<{ error_code: string; message: string }> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  )

it('sends the picture with the question once, and keeps the answer as reported words about that picture', async () => {
  const { tool, context, requests, host } = await asking(plainly)
  expect(tool.status()).toMatchObject({ state: 'unknown', checked_at: null })
  const { result, artifacts } = await tool.run(ARGS, context)
  expect(result).toMatchObject({
    text: 'A [31mred square',
    trust: 'reported',
    answered_by: 'llava:13b',
    endpoint: host,
  })
  expect(artifacts).toMatchObject([{ trust: 'reported', parent_sha256: SHA, source: `vision:${host}` }])
  expect(requests).toHaveLength(1)
  expect(requests[0]).toMatchObject({ url: '/v1/chat/completions', authorization: `Bearer ${KEY}` })
  const sent = JSON.parse(requests[0]?.body ?? '')
  expect(sent.messages[0].content).toEqual([
    { type: 'text', text: 'What is it?' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${PICTURE.toString('base64')}` } },
  ])
  expect(tool.status()).toMatchObject({ state: 'ready', source: 'known from the last call' })
})

it('after a crash gives the answer that had come, and sends nothing again when none had', async () => {
  const { tool, context, requests } = await asking(plainly)
  expect(await failureIn(tool.recover?.(ARGS, context) as Promise<unknown>)).toMatchObject({
    error_code: 'vision_outcome_unknown',
  })
  const first = await tool.run(ARGS, context)
  expect(await tool.recover?.(ARGS, context)).toEqual(first)
  expect(requests).toHaveLength(1)
})

it.each<[string, string, Answering]>([
  [
    'a redirect, without going there',
    'vision_redirected',
    (_, response) => response.writeHead(307, { location: '/v1/elsewhere' }).end(),
  ],
  ['a wrong key', 'vision_unauthorized', (_, response) => response.writeHead(401).end(`no ${KEY}`)],
  ['an error of the server', 'vision_failed', (_, response) => response.writeHead(500).end(`bad ${KEY}\u001b[2J`)],
  ['words that are no answer', 'vision_answer_invalid', (_, response) => response.end(`{"choices": [${KEY}`)],
  ['an answer without end', 'vision_answer_invalid', (_, response) => response.end(said('x'.repeat(1_100_000)))],
  ['a connection that breaks', 'vision_unreachable', (request) => request.socket.destroy()],
])('tells of %s, asks once, and never repeats the key', async (_what, code, answer) => {
  const { tool, context, requests } = await asking(answer)
  const failure = await failureIn(tool.run(ARGS, context))
  expect(failure.error_code).toBe(code)
  expect(requests).toHaveLength(1)
  expect(failure.message).not.toMatch(/[\p{Cc}]/u)
  for (let error: unknown = failure; error instanceof Error; error = error.cause)
    expect(`${error.message}${error.stack}`).not.toContain(KEY)
  expect(tool.status()).toMatchObject({ state: 'unavailable', detail: expect.stringContaining('127.0.0.1') })
})

it('localhost is this machine, and an endpoint without a key gets none', async () => {
  const { context, requests, host } = await asking(plainly)
  const port = host.split(':')[1]
  const vision = createVisionEndpoint({
    settings: () => VisionSettings.parse({ endpoint: `http://localhost:${port}/v1`, model: 'llava' }),
    ...{ clock: { now: () => 0 }, key: async () => null, onStatus: () => undefined },
  })
  const local = createVisionDescribe(vision, { now: () => 0 })
  await local.run(ARGS, context)
  expect(requests).toMatchObject([{ authorization: undefined }])
})

it('gives up on an endpoint that is silent, and on a call that is cancelled', async () => {
  const silent: Answering = () => undefined
  const slow = await asking(silent, { timeout_ms: 1000 })
  expect(await failureIn(slow.tool.run(ARGS, slow.context))).toMatchObject({ error_code: 'vision_timeout' })
  const cancelled = await asking(silent)
  const run = failureIn(cancelled.tool.run(ARGS, cancelled.context))
  await expect.poll(() => cancelled.requests).toHaveLength(1)
  cancelled.cancel.abort(new Error('enough'))
  await run
  expect(cancelled.tool.status()).toMatchObject({ state: 'unknown' })
})

it('sends nothing that is too large, no picture, or for an endpoint that is not allowed', async () => {
  const large = await asking(plainly, { max_image_bytes: 1024 })
  const { file } = await large.context.artifact(SHA)
  await writeFile(file, Buffer.alloc(2000))
  expect(await failureIn(large.tool.run(ARGS, large.context))).toMatchObject({ error_code: 'vision_image_too_large' })
  const found = await large.context.artifact(SHA)
  const text = {
    ...large.context,
    artifact: async () => ({ ...found, artifact: { ...found.artifact, media_type: 'text/html' } }),
  }
  expect(await failureIn(large.tool.run(ARGS, text))).toMatchObject({ error_code: 'media_unsupported' })
  const remote = await asking(plainly, { endpoint: 'https://vision.example.com/v1' })
  expect(await failureIn(remote.tool.run(ARGS, remote.context))).toMatchObject({ error_code: 'vision_remote_refused' })
  expect(remote.tool.status()).toMatchObject({ state: 'unavailable', source: 'known from the settings' })
  const off = await asking(plainly, { endpoint: null })
  expect(await failureIn(off.tool.run(ARGS, off.context))).toMatchObject({ error_code: 'vision_off' })
  expect(off.tool.status()).toMatchObject({ state: 'off' })
  expect([...large.requests, ...remote.requests, ...off.requests]).toEqual([])
})

it('keeps the key out of an answer that spells it in escapes, in the words and in the name of the model', async () => {
  const spelled = [...KEY].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  const answer = `{"model": "m-${spelled}", "choices": [{"message": {"content": "It is ${spelled}."}}]}`
  const { tool, context } = await asking((_, response) => void response.end(answer))
  const { result, artifacts } = await tool.run(ARGS, context)
  expect(result).toMatchObject({ text: 'It is [key].', answered_by: 'm-[key]' })
  expect(artifacts.map((one) => ('bytes' in one ? Buffer.from(one.bytes).toString() : '')).join()).not.toContain(KEY)
})

it('sends nothing but the picture that was countersigned, though another one is put in its place', async () => {
  const { tool, context, requests } = await asking(plainly)
  const { file } = await context.artifact(SHA)
  await writeFile(file, 'another picture')
  expect(await failureIn(tool.run(ARGS, context))).toMatchObject({ error_code: 'artifact_altered' })
  expect(requests).toEqual([])
})
