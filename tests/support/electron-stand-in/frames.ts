import type { CDPSession } from 'playwright'

interface FrameRecord {
  readonly id: string
  readonly parentId?: string
  readonly url: string
}

/** The part of Electron's WebFrameMain that says who a frame is. */
export interface StandInFrame {
  readonly url: string
  readonly origin: string
  readonly parent: StandInFrame | null
}

/** The frames of one page, as the browser itself records them. */
export interface Frames {
  /** null when the frame is gone. The same object as long as the frame shows the same document. */
  get(id: string | undefined): StandInFrame | null
  isMain(id: string): boolean
  main(): StandInFrame | null
}

/** `onMainNavigated` is told when another document has taken the place of the main frame's. */
export function watchFrames(
  cdp: CDPSession,
  fromPage: (address: string) => string,
  onMainNavigated: (url: string) => void,
): Frames {
  const records = new Map<string, FrameRecord>()
  const made = new Map<FrameRecord, StandInFrame>()
  cdp.on('Page.frameNavigated', ({ frame }) => {
    records.set(frame.id, frame)
    if (frame.parentId === undefined) onMainNavigated(fromPage(frame.url + (frame.urlFragment ?? '')))
  })
  cdp.on('Page.frameAttached', ({ frameId, parentFrameId }) => {
    records.set(frameId, { id: frameId, parentId: parentFrameId, url: 'about:blank' })
  })
  cdp.on('Page.frameDetached', ({ frameId }) => {
    records.delete(frameId)
  })

  function get(id: string | undefined): StandInFrame | null {
    const record = id === undefined ? undefined : records.get(id)
    if (record === undefined) return null
    const known = made.get(record)
    if (known !== undefined) return known
    const url = fromPage(record.url)
    const origin = /^[a-z0-9+.-]+:\/\/[^/]*/.exec(url)?.[0] ?? 'null'
    const frame = { url, origin, parent: get(record.parentId) }
    made.set(record, frame)
    return frame
  }
  return {
    get,
    isMain: (id) => records.get(id)?.parentId === undefined,
    main: () => get([...records.values()].find(({ parentId }) => parentId === undefined)?.id),
  }
}
