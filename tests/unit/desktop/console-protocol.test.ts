import { describe, expect, it } from 'vitest'
import { registerConsoleScheme, serveConsole } from '../../../main/electron/console-protocol.ts'

const REFUSAL_HEADERS = { 'x-content-type-options': 'nosniff' }

/** The scheme's handler, and the paths that it asked files for. */
function consoleScheme() {
  const asked: string[] = []
  const refused: string[] = []
  let answer: (request: { url: string; method: string }) => Response | Promise<Response> = () => new Response()
  const readFile = (request: Request): Response => {
    asked.push(new URL(request.url).pathname)
    return new Response('file')
  }
  const handle = (_scheme: string, handler: typeof answer): void => {
    answer = handler
  }
  const attempts = { note: (attempt: string, detail: string) => void refused.push(`${attempt} ${detail}`) }
  const end = serveConsole({ handle } as never, { readFile, headers: REFUSAL_HEADERS, attempts })
  return { asked, refused, end, get: (url: string, method = 'GET') => answer({ url, method }) }
}

describe("the console's own scheme", () => {
  it('is an origin of its own, as secure as https, with no privilege beyond that', () => {
    const registered: unknown[] = []
    registerConsoleScheme({ registerSchemesAsPrivileged: (schemes: unknown) => registered.push(schemes) } as never)
    const privileges = { standard: true, secure: true, supportFetchAPI: true }
    expect(registered).toEqual([[{ scheme: 'countersign', privileges }]])
  })

  it('gives files by their path, without query and fragment', async () => {
    const { asked, get } = consoleScheme()
    expect(await (await get('countersign://console/assets/a.js?x=1')).text()).toBe('file')
    await get('countersign://console/')
    expect(asked).toEqual(['/assets/a.js', '/'])
  })

  it('reads nothing once it has ended, so that nothing follows the last line of the log', async () => {
    const { asked, end, get } = consoleScheme()
    end()
    expect((await get('countersign://console/')).status).toBe(503)
    expect(asked).toEqual([])
  })

  it.each(['POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s, and records it', async (method) => {
    const { asked, refused, get } = consoleScheme()
    const reply = await get('countersign://console/api/tasks?token=hunter2', method)
    expect([reply.status, reply.headers.get('allow'), reply.headers.get('x-content-type-options')]).toEqual([
      405,
      'GET',
      'nosniff',
    ])
    expect([asked, refused]).toEqual([[], [`network ${method} countersign://console/api/tasks`]])
  })

  it.each(['countersign://other/', 'countersign://console.example.org/', 'countersign://x@console/'])(
    'has no other host, which the guard of the network records: %s',
    async (url) => {
      const { asked, refused, get } = consoleScheme()
      expect((await get(url)).status).toBe(404)
      expect([asked, refused]).toEqual([[], []])
    },
  )

  it.each(['countersign://console/../../etc/passwd', 'countersign://console/a/%2e%2e/%2e%2e/etc/passwd'])(
    'asks for no path with dot segments: %s',
    async (url) => {
      const { asked, get } = consoleScheme()
      await get(url)
      expect(asked).toEqual(['/etc/passwd'])
    },
  )
})
