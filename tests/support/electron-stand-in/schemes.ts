import type * as Electron from 'electron'
import type { Recorder } from './recorder.ts'

type Answer = (request: Request) => Response | Promise<Response>

/** Electron's `protocol`. Chromium opens no scheme of ours, so `x://host/` is shown to the page as `https://host.x.stand-in.invalid/`. */
export interface Schemes {
  readonly protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'isProtocolHandled'>
  /** The address under which the page sees it. */
  toPage(address: string): string
  /** The address as the app knows it. */
  fromPage(address: string): string
  /** The app's own answer; null when the scheme is not the app's. Rejects when the handler does. */
  answer(request: Request): Promise<Response> | null
}

const SHOWN = /^(blob:)?https:\/\/([^/]*)\.([a-z0-9+-]+)\.stand-in\.invalid(?=\/|$)/

export function createSchemes(isReady: () => boolean, recorder: Recorder): Schemes {
  const privileged = new Set<string>()
  const handlers = new Map<string, Answer>()
  const schemeOf = (address: string): string => address.slice(0, address.indexOf(':'))
  return {
    protocol: {
      registerSchemesAsPrivileged: (schemes) => {
        if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
        for (const { scheme, privileges } of schemes) {
          if (privileges?.standard !== true || privileges.secure !== true)
            throw new Error(`electron stand-in: ${scheme} is shown as a standard, secure scheme, and would not be one`)
          privileged.add(scheme)
        }
        recorder.note('schemes', schemes)
      },
      handle: (scheme, handler) => {
        if (!privileged.has(scheme)) throw new Error(`electron stand-in: ${scheme} was not registered as privileged`)
        if (handlers.has(scheme)) throw new Error('Failed to register protocol handler: it is registered already')
        handlers.set(scheme, handler as unknown as Answer)
      },
      isProtocolHandled: (scheme) => handlers.has(scheme),
    },
    toPage: (address) => {
      const [, scheme, host, rest] = /^([a-z][a-z0-9+-]*):\/\/([^/]*)(.*)$/.exec(address) ?? []
      if (scheme === undefined || !handlers.has(scheme)) return address
      return `https://${host}.${scheme}.stand-in.invalid${rest === '' ? '/' : rest}`
    },
    fromPage: (address) => address.replace(SHOWN, '$1$3://$2'),
    answer: (request) => {
      const handler = handlers.get(schemeOf(request.url))
      return handler === undefined ? null : Promise.resolve(handler(request))
    },
  }
}
