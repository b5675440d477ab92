import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerParent } from './process/answer-parent.ts'

/** What the service answered, to be sent again for every request whatever it asks for. */
export interface RawAnswer {
  readonly status: number
  /** Name, value, name, value, … without those that node:http writes by itself (Date, Connection, Keep-Alive). */
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

/** The least that a server under Node can do: one node:http server that sends ready-made bytes. Answers with its port. */
async function serve(first: RawAnswer): Promise<number> {
  const headers = [...first.headers]
  const body = Buffer.from(first.body)
  const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => {
    response.writeHead(first.status, headers)
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

answerParent<RawAnswer, number>(serve)
