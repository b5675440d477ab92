import type * as Electron from 'electron'
import type { CDPSession } from 'playwright'
import { type StandInFrame, watchFrames } from './frames.ts'
import type { MainIpc } from './main-ipc.ts'
import { makeCodec } from './page-codec.ts'
import { BINDING, ENTRY, WORLD } from './preload-install.ts'

export interface PageWireParts {
  readonly cdp: CDPSession
  readonly ipc: MainIpc
  /** The sender of what comes. */
  readonly contents: Electron.WebContents
  readonly fromPage: (address: string) => string
  readonly onMainNavigated: (url: string) => void
  /** The page went to another place of the same document. */
  readonly onMainMoved: (url: string) => void
  readonly onPreloadError: (file: string, message: string) => void
}

/** The messages between the main process and the preload worlds of one page. */
export interface PageWire {
  /** To the main frame; lost when there is no preload script. */
  push(channel: string, args: unknown[]): void
  mainFrame(): StandInFrame | null
}

/** Listens from now on; the page shows nothing yet. */
export function createPageWire({ cdp, ipc, contents, ...parts }: PageWireParts): PageWire {
  const codec = makeCodec()
  const frames = watchFrames(cdp, parts.fromPage, parts.onMainNavigated)
  /** Execution context of an isolated world → the frame that it belongs to. */
  const worlds = new Map<number, string>()

  function post(context: number, message: unknown[]): void {
    const expression = `${ENTRY}(${JSON.stringify(codec.encode(message))})`
    // A context that has gone meanwhile had a page that has gone.
    cdp.send('Runtime.evaluate', { contextId: context, expression }).catch(() => undefined)
  }
  async function hear(payload: string, context: number): Promise<void> {
    const [kind, id, channel, args] = codec.decode(payload) as [string, number, string, unknown[]]
    if (kind === 'preload-error') return parts.onPreloadError(channel, String(args))
    const senderFrame = frames.get(worlds.get(context))
    const event = { type: 'frame', sender: contents, senderFrame } as unknown as Electron.IpcMainInvokeEvent
    if (kind === 'send') {
      contents.emit('ipc-message', event, channel, ...args)
      return ipc.tell(channel, event, args)
    }
    await ipc.invoke(channel, event, args).then(
      (value) => post(context, ['resolve', id, channel, value]),
      (error: Error) => post(context, ['reject', id, channel, error.message]),
    )
  }

  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frames.isMain(frameId)) parts.onMainMoved(parts.fromPage(url))
  })
  cdp.on('Runtime.executionContextCreated', ({ context }) => {
    const frame = (context.auxData as { frameId: string }).frameId
    if (context.name === WORLD) worlds.set(context.id, frame)
  })
  cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => worlds.delete(executionContextId))
  cdp.on('Runtime.executionContextsCleared', () => worlds.clear())
  cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name === BINDING) void hear(payload, executionContextId)
  })
  return {
    push: (channel, args) => {
      const main = [...worlds].find(([, frame]) => frames.isMain(frame))
      if (main !== undefined) post(main[0], ['push', 0, channel, structuredClone(args)])
    },
    mainFrame: frames.main,
  }
}
