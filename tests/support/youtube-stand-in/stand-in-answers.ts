import type { IncomingMessage, ServerResponse } from 'node:http'

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    .end(JSON.stringify(body))
}

/** An error as the YouTube Data API writes it: https://developers.google.com/youtube/v3/docs/errors */
export function sendError(
  response: ServerResponse,
  code: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const message = `Something about <b>${reason}</b>`
  sendJson(response, code, { error: { code, message, errors: [{ message, domain: 'youtube', reason }] } }, headers)
}

/** The body, up to `most` bytes of it. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    parts.push(part.subarray(0, most - size))
    size += Math.min(part.length, most - size)
    if (size >= most) break
  }
  return Buffer.concat(parts)
}
