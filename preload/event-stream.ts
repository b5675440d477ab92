import type { IpcRenderer, IpcRendererEvent } from 'electron'
import type { DesktopDoor, StreamMessage } from '../contract/desktop-door.ts'

/** Subscriptions to pushed events, each under an id of its own. */
export function subscribeOver(ipc: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>): DesktopDoor['subscribe'] {
  return (lastEventId, onEvent, onState) => {
    // Unlike a number that counts up, never used again by the next document of the window.
    const id = crypto.randomUUID()
    let over = false
    const finish = (): void => {
      over = true
      ipc.removeListener('countersign:stream', hear)
    }
    const show = (state: 'open' | 'closed'): void => {
      if (over) return
      if (state === 'closed') finish()
      onState(state)
    }
    function hear(_event: IpcRendererEvent, to: string, message: StreamMessage): void {
      if (to !== id) return
      if (message.kind === 'state') show(message.state)
      else onEvent({ id: message.id, event: message.event, data: message.data })
    }
    ipc.on('countersign:stream', hear)
    ipc.invoke('countersign:subscribe', id, lastEventId).then(
      (taken: boolean) => {
        if (!taken) show('closed')
      },
      () => show('closed'),
    )
    return () => {
      finish()
      ipc.invoke('countersign:unsubscribe', id).catch(() => undefined)
    }
  }
}
