import type * as Electron from 'electron'
import type { Recorder } from './recorder.ts'

/** The desktop around the app: what is asked of it is written down. */
export interface Surroundings {
  readonly shell: Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'beep'>
  readonly dialog: Pick<Electron.Dialog, 'showErrorBox'> & {
    showMessageBox(...asked: unknown[]): Promise<Electron.MessageBoxReturnValue>
    showMessageBoxSync(...asked: unknown[]): number
  }
}

/** `answers`: buttons that a test has pressed beforehand. */
export function createSurroundings(recorder: Recorder, answers: number[]): Surroundings {
  /** Electron takes the window first, or none. */
  function answer(asked: unknown[]): number {
    const options = asked.at(-1) as Electron.MessageBoxOptions
    const { type, title, message, detail, buttons, defaultId, cancelId, checkboxLabel } = options
    recorder.note('messageBox', { type, title, message, detail, buttons, defaultId, cancelId, checkboxLabel })
    return answers.shift() ?? cancelId ?? 0
  }
  return {
    shell: {
      openExternal: async (address) => recorder.note('openExternal', address),
      // As Electron says that it worked: with no words.
      openPath: async (path) => {
        recorder.note('openPath', path)
        return ''
      },
      showItemInFolder: (path) => recorder.note('showItemInFolder', path),
      beep: () => recorder.note('beep', null),
    },
    dialog: {
      showErrorBox: (title, content) => {
        recorder.note('errorBox', { title, content })
        // As Electron does on Linux without a display.
        process.stderr.write(`${title}\n${content}\n`)
      },
      showMessageBox: async (...asked) => ({ response: answer(asked), checkboxChecked: false }),
      showMessageBoxSync: (...asked) => answer(asked),
    },
  }
}

null as unknown as Surroundings['dialog'] satisfies Pick<Electron.Dialog, 'showMessageBox' | 'showMessageBoxSync'>
