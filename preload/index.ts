import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { DesktopDoor, StreamMessage } from './desktop-door.ts'

/** Passes on a few named things and nothing else; who may call, and with what, is decided on the other side. */
const door: DesktopDoor = {
  kind: 'desktop',
  fetch: (path, { method, headers, body }) => ipcRenderer.invoke('countersign:fetch', path, { method, headers, body }),
  openEvidence: (correlationId, packageId) => ipcRenderer.invoke('countersign:open-evidence', correlationId, packageId),
  subscribe: (lastEventId, onEvent, onState) => {
    // Unlike a number that counts up, never used again by the next document of the window.
    const id = crypto.randomUUID()
    let over = false
    const finish = (): void => {
      over = true
      ipcRenderer.removeListener('countersign:stream', hear)
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
    ipcRenderer.on('countersign:stream', hear)
    ipcRenderer.invoke('countersign:subscribe', id, lastEventId).then(
      (taken: boolean) => {
        if (!taken) show('closed')
      },
      () => show('closed'),
    )
    return () => {
      finish()
      ipcRenderer.invoke('countersign:unsubscribe', id).catch(() => undefined)
    }
  },
}

contextBridge.exposeInMainWorld('countersign', door)
