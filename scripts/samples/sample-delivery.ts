import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A delivery as GitHub would send it. */
export interface SampleDelivery {
  /** `owner/name#number` */
  readonly subject: string
  readonly headers: Readonly<Record<string, string>>
  /** The signed bytes. */
  readonly body: string
}

interface IssuePayload {
  issue: { number: number; url: string; html_url: string }
  repository: { full_name: string }
}

/** The sample "issue opened" payload, for issue `number` (null: the number in the file), signed with `secret`. */
export function sampleDelivery(secret: string, deliveryId: string, number: number | null): SampleDelivery {
  const file = join(import.meta.dirname, 'issues-opened.json')
  const payload = JSON.parse(readFileSync(file, 'utf8')) as IssuePayload
  if (number !== null) {
    const { issue } = payload
    const renumbered = (url: string): string => url.replace(/\d+$/, String(number))
    Object.assign(issue, { number, url: renumbered(issue.url), html_url: renumbered(issue.html_url) })
  }
  const body = JSON.stringify(payload)
  return {
    subject: `${payload.repository.full_name}#${payload.issue.number}`,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/sample',
      'x-github-event': 'issues',
      'x-github-delivery': deliveryId,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  }
}
