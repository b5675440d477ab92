import type { NoticeKind } from '../../../contract/settings.ts'

/** Where a click on a notice leads: a place of the console. To be shown something is never to be allowed something. */
export type NoticeTarget =
  | { readonly page: 'task'; readonly id: string }
  | { readonly page: 'approval'; readonly id: string }
  | { readonly page: 'inbox' }
  | { readonly page: 'sources' }

/** What a person is told of beside the screen. `title` is in the console's own words; `body` may hold an excerpt of others' words. */
export interface Notice {
  /** The same for the same state of the same item: told once. */
  readonly notice_id: string
  /** What it is about, for example `approval:ap-0123456789abcdef`; a later notice of the same item takes the place of this one. */
  readonly item: string
  readonly kind: NoticeKind
  readonly title: string
  /** One line. */
  readonly body: string
  readonly target: NoticeTarget
  /** RFC 3339, of the event. */
  readonly ts: string
  /** How many it stands for. */
  readonly count: number
}
