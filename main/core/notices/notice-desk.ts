import type { NotificationSettings } from '../../../contract/settings.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Timers } from '../kernel/timers.ts'
import type { Notice } from './notice.ts'
import { laneOf, noticeOfMore, noticeOfSeveral } from './notice-lane.ts'
import { type Happened, noticeOf, type Onlooker } from './notice-of-event.ts'
import { isHeldBack } from './quiet-hours.ts'
import { settledItem } from './settled-item.ts'
import { createShowLimit } from './show-limit.ts'
import { createShownNotices, type NoticeScreen } from './shown-notices.ts'

/** Decides which events are told, when, and for how long. */
export interface NoticeDesk {
  /** Never throws. */
  happened(event: Happened): void
  /** Takes everything away; nothing is shown any more. */
  close(): void
}

export interface NoticeDeskParts {
  readonly screen: NoticeScreen
  readonly onlooker: Onlooker
  /** Asked whenever something is to be shown. */
  readonly settings: () => NotificationSettings
  /** Minute of the local day, 0 to 1439. */
  readonly minuteOfDay: () => number
  readonly clock: Clock
  readonly timers: Timers
}

/** What comes so close after the first of its lane is told together with it, in milliseconds. */
const TOGETHER_MS = 5000

/** Of one lane. */
const MOST_PER_MINUTE = 6

/** Items whose latest notice is remembered, and notices that become one. */
const MOST_REMEMBERED = 1000

interface Bunch {
  /** By item, oldest first. */
  readonly members: Map<string, Notice>
  hasNew: boolean
  cancel: () => void
}

/**
 * The first notice of a lane is shown at once; what follows within five seconds takes its place as one notice of them all. The same state
 * of the same item is told once. What is off, or quiet, when it would be shown is not shown later either: the inbox has it.
 */
export function createNoticeDesk(parts: NoticeDeskParts): NoticeDesk {
  const shown = createShownNotices(parts.screen)
  const limit = createShowLimit(parts.clock, MOST_PER_MINUTE)
  const told = new Map<string, string>()
  const bunches = new Map<string, Bunch>()
  let several = 0
  let closed = false

  function show(lane: string, members: readonly Notice[]): void {
    const [first] = members
    if (first === undefined) return
    const { enabled, kinds, sound, quiet_hours } = parts.settings()
    if (!enabled || !kinds.includes(first.kind) || isHeldBack(quiet_hours, first.kind, parts.minuteOfDay())) return
    const room = limit.take(lane)
    if (room === 'no') return
    const items = members.map(({ item }) => item)
    shown.replaceBy(items)
    const id = `several:${lane}:${++several}`
    const notice = noticeOfSeveral(members, id)
    shown.show(room === 'yes' ? notice : noticeOfMore(notice, id), items, sound === 'none')
  }

  function windowEnds(lane: string, bunch: Bunch): void {
    if (!bunch.hasNew) {
      bunches.delete(lane)
      return
    }
    bunch.hasNew = false
    bunch.cancel = parts.timers.after(TOGETHER_MS, () => windowEnds(lane, bunch))
    show(lane, [...bunch.members.values()])
  }

  function join(notice: Notice): void {
    const lane = laneOf(notice)
    const bunch = bunches.get(lane)
    if (bunch !== undefined) {
      bunch.members.set(notice.item, notice)
      bunch.hasNew = true
      forgetOldest(bunch.members)
      return
    }
    const made: Bunch = { members: new Map([[notice.item, notice]]), hasNew: false, cancel: () => undefined }
    made.cancel = parts.timers.after(TOGETHER_MS, () => windowEnds(lane, made))
    bunches.set(lane, made)
    show(lane, [notice])
  }

  function settle(item: string): void {
    told.delete(item)
    for (const { members } of bunches.values()) members.delete(item)
    shown.settle(item)
  }

  return {
    happened: (event) => {
      if (closed) return
      const settled = settledItem(event)
      if (settled !== null) settle(settled)
      const notice = noticeOf(event, parts.onlooker)
      if (notice === null || told.get(notice.item) === notice.notice_id) return
      // An older state of the same item is over.
      settle(notice.item)
      told.set(notice.item, notice.notice_id)
      forgetOldest(told)
      join(notice)
    },
    close: () => {
      closed = true
      for (const { cancel } of bunches.values()) cancel()
      bunches.clear()
      shown.close()
    },
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys()
  if (map.size > MOST_REMEMBERED && oldest !== undefined) map.delete(oldest)
}
