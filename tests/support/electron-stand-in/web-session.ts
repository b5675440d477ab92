import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { Permissions } from './permissions.ts'
import type { Recorder } from './recorder.ts'
import type { PageRequests } from './web-request.ts'

type Kept =
  | ('setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler')
  | ('setDisplayMediaRequestHandler' | 'setBluetoothPairingHandler' | 'setUSBProtectedClassesHandler')
  | ('setSpellCheckerEnabled' | 'setSpellCheckerLanguages' | 'isSpellCheckerEnabled' | 'setCertificateVerifyProc')
  | ('setProxy' | 'closeAllConnections' | 'clearCache' | 'clearStorageData' | 'isPersistent' | 'getUserAgent')

/** Electron's `session.defaultSession`. Emits `will-download` for real downloads. */
export function createSession(recorder: Recorder, permissions: Permissions, requests: PageRequests) {
  let spells = true
  const kept: Pick<Electron.Session, Kept> = {
    ...permissions.session,
    setDisplayMediaRequestHandler: (handler) => recorder.note('display media handler', handler !== null),
    setBluetoothPairingHandler: (handler) => recorder.note('bluetooth handler', handler !== null),
    setUSBProtectedClassesHandler: (handler) => recorder.note('usb handler', handler !== null),
    setCertificateVerifyProc: (proc) => recorder.note('certificate verifier', proc !== null),
    setSpellCheckerEnabled: (enable) => {
      spells = enable
      recorder.note('spell checker', enable)
    },
    isSpellCheckerEnabled: () => spells,
    setSpellCheckerLanguages: (languages) => recorder.note('spell checker languages', languages),
    setProxy: async (config) => recorder.note('proxy', config),
    closeAllConnections: async () => recorder.note('connections closed', null),
    clearCache: async () => recorder.note('cache cleared', null),
    clearStorageData: async (options) => recorder.note('storage cleared', options ?? null),
    isPersistent: () => true,
    getUserAgent: () => 'electron stand-in',
  }
  return Object.assign(new EventEmitter(), kept, { webRequest: requests.webRequest })
}
