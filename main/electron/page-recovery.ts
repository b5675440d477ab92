import type { App, BrowserWindow, Dialog } from 'electron'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { CONSOLE_URL } from './console-origin.ts'

/** Why the page went, and what was done about it. */
export interface PageLoss {
  /** Electron's word for it, or `unresponsive`. */
  readonly reason: string
  readonly exit_code: number
  readonly loaded_again: boolean
}

/** More than this many in a minute is no accident any more. */
const MOST = 3
const WINDOW_MS = 60_000

/** The news that the page has gone may come after that of its load having failed; in milliseconds. */
const NEWS_MS = 500

/** The page that comes after a lost one is told so, and shows it. */
const RECOVERED_URL = `${CONSOLE_URL}?recovered=1`

/** The page of the window, from its first load on. */
export interface RecoveredPage {
  /**
   * Loads it for the first time. Rejects when it cannot be loaded; not when it crashed meanwhile, which is taken up like every crash, nor
   * when its window was closed.
   */
  open(): Promise<void>
}

const STOPS =
  `It stopped more than ${MOST} times in a minute (REASON). The console itself runs on: nothing is lost, and the command line ` +
  'reaches it.\n\nWhat to do: load it again; if it stops once more, quit, start the console from a terminal and read what its log tells.'
const CANNOT_LOAD =
  'It stopped, and loading it again failed (REASON). The console itself runs on: nothing is lost, and the command line reaches it.\n\n' +
  'What to do: load it again; if that fails once more, quit, start the console from a terminal and read what its log tells.'

/**
 * Loads the page again after it crashed, or hung and was given up, and tells the operator. After the third time in a minute, or when it
 * cannot be loaded, the operator is asked first. The service behind it is not touched by any of this.
 */
export function recoverPage(parts: {
  readonly window: Pick<BrowserWindow, 'on' | 'isDestroyed' | 'webContents' | 'loadURL'>
  readonly app: Pick<App, 'quit'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly now: () => number
  readonly timers: Timers
  readonly lost: (loss: PageLoss) => void
  readonly logger: Logger
}): RecoveredPage {
  const { window, dialog, logger } = parts
  const { webContents: contents } = window
  let recent: number[] = []
  let losses = 0
  let answered: AbortController | null = null
  let givenUp = false

  const failed = (error: unknown): void => logger.error({ err: error }, 'the page could not be loaded again')

  /** A load ends early when the page is lost, or another load takes its place: whoever does that sees to the rest. */
  async function load(address: string): Promise<void> {
    const before = losses
    try {
      await window.loadURL(address)
    } catch (error) {
      await new Promise<void>((resolve) => parts.timers.after(NEWS_MS, resolve))
      if (window.isDestroyed() || contents.isCrashed() || losses !== before) return
      if ((error as NodeJS.ErrnoException).code !== 'ERR_ABORTED') throw error
    }
  }

  /** Where the operator was, the first time; what brings the page down twice is not shown a third time. */
  function loadAgain(): void {
    if (window.isDestroyed()) return
    const { hash } = URL.parse(contents.getURL()) ?? { hash: '' }
    const address = recent.length <= 1 ? RECOVERED_URL + hash : RECOVERED_URL
    load(address)
      .catch((error: unknown) => {
        failed(error)
        const why = (error as NodeJS.ErrnoException).code ?? 'unknown'
        return ask('The page of the console cannot be loaded', CANNOT_LOAD.replace('REASON', why))
      })
      .catch(failed)
  }

  async function ask(message: string, detail: string): Promise<void> {
    const { response } = await dialog.showMessageBox({
      ...{ type: 'error', title: 'Countersign', message, detail },
      buttons: ['Load it again', 'Quit'],
      defaultId: 0,
      cancelId: 0,
    })
    if (response === 1) return parts.app.quit()
    recent = []
    loadAgain()
  }

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    answered?.abort()
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const why = givenUp ? 'unresponsive' : reason
    givenUp = false
    losses += 1
    const now = parts.now()
    recent = [...recent.filter((at) => now - at < WINDOW_MS), now]
    const loaded_again = recent.length <= MOST
    logger.error({ reason: why, exitCode, loaded_again }, 'the page has gone')
    parts.lost({ reason: why, exit_code: exitCode, loaded_again })
    if (loaded_again) loadAgain()
    else ask('The page of the console keeps stopping', STOPS.replace('REASON', why)).catch(failed)
  })

  async function askToWait(): Promise<void> {
    const question = new AbortController()
    answered = question
    const { response } = await dialog
      .showMessageBox({
        type: 'warning',
        title: 'Countersign',
        message: 'The page of the console does not answer',
        detail:
          'The console itself runs on.\n\nWhat to do: wait, or load the page again; what is not saved in it is then lost.',
        buttons: ['Wait', 'Load it again'],
        defaultId: 0,
        cancelId: 0,
        signal: question.signal,
      })
      // Also after a question that could not be asked: the next time it hangs is another one.
      .finally(() => {
        answered = null
      })
    if (response !== 1 || question.signal.aborted || window.isDestroyed()) return
    givenUp = true
    // A page that hangs does not let itself be loaded anew: its process is ended, and what follows is as after a crash.
    contents.forcefullyCrashRenderer()
  }

  window.on('unresponsive', () => {
    if (answered === null) askToWait().catch(failed)
  })
  window.on('responsive', () => answered?.abort())

  return { open: () => load(CONSOLE_URL) }
}
