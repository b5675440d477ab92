import type * as Electron from 'electron'
import type { Recorder } from './recorder.ts'

/** Electron's `clipboard`, text only: one of the test's own, which the pages do not share. */
export function createClipboard(recorder: Recorder): Pick<Electron.Clipboard, 'writeText' | 'readText' | 'clear'> {
  let text = ''
  return {
    writeText: async (written) => {
      text = written
      recorder.note('clipboard', written)
    },
    readText: async () => text,
    clear: () => {
      text = ''
    },
  }
}
