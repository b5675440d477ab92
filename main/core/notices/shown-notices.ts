import type { Notice } from './notice.ts'

/** Where notices are seen. Neither throws. */
export interface NoticeScreen {
  show(notice: Notice, silent: boolean): void
  /** Takes it away again; one that is not there any more is none to take away. */
  withdraw(noticeId: string): void
}

/** What is on the screen, as far as is known, and what of it still stands. */
export interface ShownNotices {
  show(notice: Notice, items: readonly string[], silent: boolean): void
  /** Takes away every notice of which nothing stands any more. */
  settle(item: string): void
  /** Takes away all that tell only of these items. */
  replaceBy(items: readonly string[]): void
  close(): void
}

/** More than anybody has on the screen; the oldest goes first. */
const MOST = 100

export function createShownNotices(screen: NoticeScreen): ShownNotices {
  const shown = new Map<string, Set<string>>()

  function withdraw(id: string): void {
    if (shown.delete(id)) screen.withdraw(id)
  }

  return {
    show: (notice, items, silent) => {
      withdraw(notice.notice_id)
      shown.set(notice.notice_id, new Set(items))
      const [oldest] = shown.keys()
      if (shown.size > MOST && oldest !== undefined) withdraw(oldest)
      screen.show(notice, silent)
    },
    settle: (item) => {
      for (const [id, items] of [...shown]) if (items.delete(item) && items.size === 0) withdraw(id)
    },
    replaceBy: (items) => {
      for (const [id, those] of [...shown]) if ([...those].every((each) => items.includes(each))) withdraw(id)
    },
    close: () => {
      for (const id of [...shown.keys()]) withdraw(id)
    },
  }
}
