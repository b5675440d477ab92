import type { makeBridge } from './page-bridge.ts'
import type { makeCodec } from './page-codec.ts'

export interface PreloadWorld {
  readonly nonce: string
  /** Name of the function that reaches the main process; `${binding}_in` is called from there. */
  readonly binding: string
  readonly platform: string
  readonly versions: Readonly<Record<string, string>>
  readonly file: string
}

type Listener = (event: unknown, ...args: unknown[]) => void
type Run = (require: (name: string) => unknown, process: unknown, module: { exports: unknown }) => void

/**
 * The preload script's isolated world, and what `require` gives a sandboxed preload script there. Sent to the page as text: it may use
 * nothing outside itself.
 */
export function runPreloadWorld(
  world: PreloadWorld,
  bridgeOf: typeof makeBridge,
  codecOf: typeof makeCodec,
  run: Run,
): void {
  // Inner frames get no preload script unless nodeIntegrationInSubFrames asks for it.
  if (window.top !== window) return
  const codec = codecOf()
  const bridge = bridgeOf(world.nonce, 'preload', 'page')
  const global = globalThis as unknown as Record<string, unknown>
  const toMain = global[world.binding] as (text: string) => void
  const exposed: { key: string; api: unknown }[] = []
  const listeners = new Map<string, Listener[]>()
  const calls = new Map<number, PromiseWithResolvers<unknown>>()
  let pageIsThere = false
  let last = 0

  function expose(): void {
    while (pageIsThere && exposed.length > 0) bridge.send('expose', exposed.shift())
  }
  bridge.answer('here I am', () => {
    pageIsThere = true
    expose()
  })

  function post(message: unknown[]): void {
    try {
      structuredClone(message)
    } catch {
      throw new Error('An object could not be cloned.')
    }
    toMain(codec.encode(message))
  }

  const without = (channel: string, listener: Listener): Listener[] =>
    (listeners.get(channel) ?? []).filter((other) => other !== listener)
  const ipcRenderer = {
    invoke: async (channel: string, ...args: unknown[]) => {
      const call = Promise.withResolvers<unknown>()
      calls.set(++last, call)
      post(['invoke', last, channel, args])
      return call.promise
    },
    send: (channel: string, ...args: unknown[]) => post(['send', 0, channel, args]),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    removeListener: (channel: string, listener: Listener) => {
      listeners.set(channel, without(channel, listener))
      return ipcRenderer
    },
  }
  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => {
      exposed.push({ key, api })
      expose()
    },
  }

  global[`${world.binding}_in`] = (text: string) => {
    const [kind, id, channel, value] = codec.decode(text) as [string, number, string, unknown]
    if (kind === 'resolve') calls.get(id)?.resolve(value)
    else if (kind === 'reject') calls.get(id)?.reject(new Error(String(value)))
    else for (const hear of [...(listeners.get(channel) ?? [])]) hear({ sender: ipcRenderer }, ...(value as unknown[]))
    if (kind !== 'push') calls.delete(id)
  }

  /** The same promise as strict.ts gives: what is not imitated is named. */
  const named = (name: string, imitation: object): object =>
    new Proxy(imitation, {
      get: (target, key) => {
        if (!(key in target)) throw new Error(`electron stand-in: ${name}.${String(key)} is not imitated`)
        return Reflect.get(target, key) as unknown
      },
    })
  const electron = named('electron', {
    ipcRenderer: named('ipcRenderer', ipcRenderer),
    contextBridge: named('contextBridge', contextBridge),
  })
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron
    throw new Error(`module not found: ${name}`)
  }
  const process = { platform: world.platform, versions: world.versions, type: 'renderer', sandboxed: true, env: {} }
  pageIsThere = bridge.send('are you there', null) === true
  try {
    run(require, Object.freeze(process), { exports: {} })
  } catch (error) {
    post(['preload-error', 0, world.file, [String(error)]])
  }
}
