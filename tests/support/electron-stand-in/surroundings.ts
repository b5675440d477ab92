import type * as Electron from 'electron'
import type { Recorder } from './recorder.ts'

type PermissionSetters = 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'

/** The desktop around the app: what is asked of it is written down. */
export interface Surroundings {
  readonly shell: Pick<Electron.Shell, 'openExternal' | 'openPath'>
  readonly dialog: Pick<Electron.Dialog, 'showErrorBox'>
  /** Keeps permission handlers, asks none. */
  readonly defaultSession: Pick<Electron.Session, PermissionSetters>
}

export function createSurroundings(recorder: Recorder): Surroundings {
  return {
    shell: {
      openExternal: async (address) => recorder.note('openExternal', address),
      // As Electron says that it worked: with no words.
      openPath: async (path) => {
        recorder.note('openPath', path)
        return ''
      },
    },
    dialog: {
      showErrorBox: (title, content) => {
        recorder.note('errorBox', { title, content })
        // As Electron does on Linux without a display.
        process.stderr.write(`${title}\n${content}\n`)
      },
    },
    defaultSession: {
      setPermissionRequestHandler: (handler) => recorder.note('permission request handler', handler !== null),
      setPermissionCheckHandler: (handler) => recorder.note('permission check handler', handler !== null),
      setDevicePermissionHandler: (handler) => recorder.note('device permission handler', handler !== null),
    },
  }
}
