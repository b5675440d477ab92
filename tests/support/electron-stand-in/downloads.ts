import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { Download } from 'playwright'
import { preventable } from './preventable.ts'
import type { Recorder } from './recorder.ts'
import { strict } from './strict.ts'

/** Electron's DownloadItem over a real download of the browser. */
class Item extends EventEmitter {
  savePath = ''
  readonly #download: Download
  readonly #url: string
  #state: 'progressing' | 'completed' | 'cancelled' | 'interrupted' = 'progressing'

  constructor(download: Download, url: string) {
    super()
    this.#download = download
    this.#url = url
  }
  getURL(): string {
    return this.#url
  }
  getURLChain(): string[] {
    return [this.#url]
  }
  getFilename(): string {
    return this.#download.suggestedFilename()
  }
  getState(): 'progressing' | 'completed' | 'cancelled' | 'interrupted' {
    return this.#state
  }
  getSavePath(): string {
    return this.savePath
  }
  setSavePath(path: string): void {
    this.savePath = path
  }
  cancel(): void {
    this.#state = 'cancelled'
    this.#download.cancel().catch(() => undefined)
  }
  async finish(): Promise<string> {
    const failure = await this.#download.failure()
    if (this.#state === 'progressing') this.#state = failure === null ? 'completed' : 'interrupted'
    if (this.#state === 'completed' && this.savePath !== '') await this.#download.saveAs(this.savePath)
    this.emit('done', preventable({}), this.#state)
    return this.#state
  }
}

/** Asks the session's `will-download` listeners about what the browser has begun to fetch; forbidden, it is cut off. */
export async function tellDownload(
  session: EventEmitter,
  contents: Electron.WebContents,
  download: Download,
  url: string,
  recorder: Recorder,
): Promise<void> {
  const item = new Item(download, url)
  const event = preventable({})
  session.emit('will-download', event, strict('downloadItem', item), contents)
  if (event.defaultPrevented) item.cancel()
  recorder.note('download', { url, name: item.getFilename(), end: await item.finish() })
}

type Imitated = 'getURL' | 'getURLChain' | 'getFilename' | 'getState' | 'getSavePath' | 'setSavePath' | 'savePath'
null as unknown as Item satisfies Pick<Electron.DownloadItem, Imitated | 'cancel'>
