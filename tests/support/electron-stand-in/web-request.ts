import type * as Electron from 'electron'
import type { Request as PageRequest } from 'playwright'
import type { Recorder } from './recorder.ts'

type Details = Electron.OnBeforeRequestListenerDetails
type Listener = (details: Details, callback: (response: Electron.CallbackResponse) => void) => void
type Rule = { readonly filter: Electron.WebRequestFilter; readonly listener: Listener }

/** Electron's `session.webRequest`, of which the pages' requests are asked one by one. */
export interface PageRequests {
  readonly webRequest: { onBeforeRequest(...asked: unknown[]): void }
  /** What the app says to a request: null lets it go, 'cancel' ends it, an address is where it goes instead. */
  ask(request: PageRequest, address: string, contentsId: number | undefined, inner: boolean): Promise<string | null>
}

const KINDS: Readonly<Record<string, Details['resourceType']>> = {
  ...{ stylesheet: 'stylesheet', script: 'script', image: 'image', font: 'font', media: 'media', ping: 'ping' },
  ...{ xhr: 'xhr', fetch: 'xhr', eventsource: 'xhr', websocket: 'webSocket', cspviolationreport: 'cspReport' },
}
const EVERYTHING: Electron.WebRequestFilter = { urls: ['<all_urls>'] }

/** https://developer.chrome.com/docs/extensions/develop/concepts/match-patterns, with any scheme. */
function matches(pattern: string, address: string): boolean {
  if (pattern === '<all_urls>') return true
  const [, scheme = '', host = '', path = ''] = /^([^:]+):\/\/([^/]*)(\/.*)?$/.exec(pattern) ?? []
  if (scheme === '') throw new Error(`Invalid url pattern ${pattern}`)
  const text = (part: string): string => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  const hosts = host.startsWith('*.') ? `(.*\\.)?${text(host.slice(2))}` : text(host).replaceAll('.*', '[^/]*')
  const start = scheme === '*' ? '(https?|wss?)' : text(scheme)
  return new RegExp(`^${start}://${hosts}(:\\d+)?${path === '' ? '(/.*)?' : text(path)}$`).test(address)
}

export function createPageRequests(recorder: Recorder): PageRequests {
  let rule: Rule | null = null
  let ids = 0

  function applies({ filter }: Rule, { url, resourceType }: Details): boolean {
    const { urls, excludeUrls = [], types } = filter
    if (types !== undefined && !types.some((type) => type === resourceType)) return false
    return urls.some((one) => matches(one, url)) && !excludeUrls.some((one) => matches(one, url))
  }
  return {
    webRequest: {
      onBeforeRequest: (...asked) => {
        const [first, second] = asked
        const listener = (typeof first === 'function' || first === null ? first : second) as Listener | null
        rule =
          listener === null ? null : { filter: first === listener ? EVERYTHING : (first as Rule['filter']), listener }
        recorder.note('web request handler', listener !== null)
      },
    },
    ask: async (request, address, contentsId, inner) => {
      if (rule === null) return null
      const document = inner ? 'subFrame' : 'mainFrame'
      const headers = request.headers()
      const details: Details = {
        ...{ id: ++ids, url: address, method: request.method(), timestamp: Date.now(), uploadData: [] },
        resourceType: request.isNavigationRequest() ? document : (KINDS[request.resourceType()] ?? 'other'),
        referrer: headers['referer'] ?? '',
        ...(contentsId === undefined ? {} : { webContentsId: contentsId }),
      }
      if (!applies(rule, details)) return null
      const { listener } = rule
      const answer = await new Promise<Electron.CallbackResponse>((resolve) => listener(details, resolve))
      if (answer.cancel === true) recorder.note('request refused', { url: address, type: details.resourceType })
      return answer.cancel === true ? 'cancel' : (answer.redirectURL ?? null)
    },
  }
}

null as unknown as PageRequests['webRequest'] satisfies Pick<Electron.WebRequest, 'onBeforeRequest'>
