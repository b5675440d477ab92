import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown

/** Electron's `ipcMain`. */
export class MainIpc extends EventEmitter {
  readonly #handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, handler)
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel)
  }

  /** Runs the handler of a channel. Rejects with the message that the page is shown. */
  async invoke(channel: string, event: Electron.IpcMainInvokeEvent, args: unknown[]): Promise<unknown> {
    try {
      const handler = this.#handlers.get(channel)
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
      return structuredClone(await handler(event, ...args))
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      throw new Error(`Error invoking remote method '${channel}': ${why}`)
    }
  }
  /** A message that waits for no answer. */
  tell(channel: string, event: Electron.IpcMainInvokeEvent, args: unknown[]): void {
    this.emit(channel, event, ...args)
  }
}

null as unknown as MainIpc satisfies Pick<Electron.IpcMain, 'handle' | 'removeHandler'>
