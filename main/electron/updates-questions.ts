import type { Dialog } from 'electron'
import type { OfferedVersion, UpdateErrorCode } from './updates-state.ts'
import { notesText, UPDATE_FAILURES } from './updates-words.ts'

/** What is asked and told about updates. A closed box is a "later". */
export interface UpdateQuestions {
  fetch(offer: OfferedVersion, current: string): Promise<boolean>
  install(offer: OfferedVersion, current: string): Promise<boolean>
  goBack(version: string, current: string, replaces: boolean): Promise<boolean>
  upToDate(current: string): Promise<void>
  failed(code: UpdateErrorCode): Promise<void>
}

export function createUpdateQuestions(dialog: Pick<Dialog, 'showMessageBox'>): UpdateQuestions {
  const ask = async (yes: string, message: string, detail: string): Promise<boolean> => {
    const { response } = await dialog.showMessageBox({
      ...{ type: 'question', title: 'Countersign', message, detail, noLink: true },
      buttons: [yes, 'Later'],
      // Enter on a box that came by itself must not be a yes.
      defaultId: 1,
      cancelId: 1,
    })
    return response === 0
  }
  const tell = async (type: 'info' | 'warning', message: string, detail: string): Promise<void> => {
    await dialog.showMessageBox({ type, title: 'Countersign', message, detail, buttons: ['OK'], noLink: true })
  }
  return {
    fetch: (offer, current) =>
      ask(
        'Fetch it',
        `Countersign ${offer.version} is there`,
        `You have ${current}. Nothing has been fetched yet, and nothing is installed before you are asked again.${whatIsNew(offer)}`,
      ),
    install: (offer, current) =>
      ask(
        'Install and restart',
        `Countersign ${offer.version} is ready to be installed`,
        `It was fetched and is what was announced. Countersign closes and starts anew, and takes nothing in meanwhile. ` +
          `Version ${current} is kept, and the Help menu goes back to it.${whatIsNew(offer)}`,
      ),
    goBack: (version, current, replaces) =>
      replaces
        ? ask(
            'Go back and restart',
            `Go back to Countersign ${version}?`,
            `Version ${current} is kept in its place. Countersign closes and starts anew as ${version}.`,
          )
        : ask(
            'Show the installer',
            `Go back to Countersign ${version}?`,
            `Its installer was kept and has just been checked. It is shown in its folder: quit Countersign, then open it.`,
          ),
    upToDate: (current) => tell('info', 'Countersign is up to date', `You have the newest version, ${current}.`),
    failed: (code) => {
      const { message, remedy } = UPDATE_FAILURES[code]
      return tell('warning', message, `What to do: ${remedy}`)
    },
  }
}

function whatIsNew({ notes }: OfferedVersion): string {
  const text = notesText(notes)
  return text === '' ? '' : `\n\nWhat its publisher says about it:\n${text}`
}
