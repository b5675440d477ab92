import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeliveryResult } from '../../contract/delivery.ts'
import { sampleDelivery } from '../samples/sample-delivery.ts'
import type { ConsoleUnderTest } from '../verify/console-under-test.ts'
import { must } from '../verify/publish-stage.ts'

/** What the sources sign with or show. */
export interface SourceSecrets {
  readonly github: string
  readonly telegram: string
  readonly xcode: string
}

/** The person who writes by Telegram. */
export const TELEGRAM_USER = 4711

const JSON_TYPE = { 'content-type': 'application/json' }
const BUILD = join(import.meta.dirname, '../../tests/fixtures/xcode/cloud-completed.json')

const ISSUES = [
  [
    1204,
    'The lamp flickers when the fog horn sounds',
    'Since 2.3 the lamp flickers whenever the fog horn sounds.\n\n1. Sound the horn.\n2. Look at the lamp.',
  ],
  [1207, 'Support the new tide gauge', 'The gauge at the east pier speaks another protocol.'],
  [
    1211,
    'Crash on an empty chart',
    'Opening an empty chart ends the program.\n\n```\nTypeError: cannot read properties of undefined\n```',
  ],
] as const

const MESSAGES = [
  'Publish the release notes of 2.4 on the blog and tell the list. Nothing before Friday.',
  'Please look at issue 1204 first, the keeper complains.',
  'Wie groß ist die neue Linse? Bitte im Handbuch nachtragen.',
] as const

const resultOf = (status: number, text: string): DeliveryResult =>
  DeliveryResult.parse(JSON.parse(must(status, { status, text, ms: 0, sentAt: 0 })))

/** Issues, messages, a build, a replay and two forgeries. Answers the id of the task of the first message. */
export async function sendFromOutside(console: ConsoleUnderTest, secrets: SourceSecrets): Promise<string> {
  for (const [number, title, body] of ISSUES) {
    const { headers, body: bytes } = signedIssue(secrets.github, number, title, body)
    must(200, await console.deliver('/webhooks/github', headers, bytes))
    if (number === ISSUES[0][0]) must(200, await console.deliver('/webhooks/github', headers, bytes))
  }
  for (const secret of ['not the secret', 'nor this one']) {
    const { headers, body } = sampleDelivery(secret, randomUUID(), 1300)
    must(401, await console.deliver('/webhooks/github', headers, body))
  }
  const build = readFileSync(BUILD, 'utf8')
  const bearer = { ...JSON_TYPE, authorization: `Bearer ${secrets.xcode}` }
  await console.deliver('/webhooks/xcode', bearer, build)
  let story = ''
  for (const [place, text] of MESSAGES.entries()) {
    const token = { ...JSON_TYPE, 'x-telegram-bot-api-secret-token': secrets.telegram }
    const answer = await console.deliver('/webhooks/telegram', token, JSON.stringify(message(place + 1, text)))
    story ||= resultOf(answer.status, answer.text).task_ids[0] ?? ''
  }
  return story
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues, signed as GitHub signs. */
function signedIssue(secret: string, number: number, title: string, body: string) {
  const sample = sampleDelivery(secret, randomUUID(), number)
  const payload = JSON.parse(sample.body) as { issue: object }
  const bytes = JSON.stringify({ ...payload, issue: { ...payload.issue, title, body } })
  const signature = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`
  return { headers: { ...sample.headers, 'x-hub-signature-256': signature }, body: bytes }
}

/** https://core.telegram.org/bots/api#update */
function message(id: number, text: string): object {
  const person = { id: TELEGRAM_USER, first_name: 'Ada' }
  return {
    update_id: id,
    message: {
      ...{ message_id: id, text, date: Math.floor(Date.now() / 1000) },
      ...{ from: { ...person, is_bot: false }, chat: { ...person, type: 'private' } },
    },
  }
}
