import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopDoor } from '../contract/desktop-door.ts'
import { listenForDeepLinks } from './deep-links.ts'
import { subscribeOver } from './event-stream.ts'
import { reportRefusals } from './refusal-reports.ts'

/** Passes on a few named things and nothing else; who may call, and with what, is decided on the other side. */
const door: DesktopDoor = {
  kind: 'desktop',
  fetch: (path, { method, headers, body }) => ipcRenderer.invoke('countersign:fetch', path, { method, headers, body }),
  openEvidence: (correlationId, packageId) => ipcRenderer.invoke('countersign:open-evidence', correlationId, packageId),
  chooseCaptureSource: (id) => ipcRenderer.invoke('countersign:capture-source', id),
  setBadge: (count) => ipcRenderer.invoke('countersign:badge', count),
  zoom: (step) => ipcRenderer.invoke('countersign:zoom', step),
  subscribe: subscribeOver(ipcRenderer),
  onDeepLink: listenForDeepLinks(ipcRenderer),
}

reportRefusals(ipcRenderer, window)
contextBridge.exposeInMainWorld('countersign', door)
