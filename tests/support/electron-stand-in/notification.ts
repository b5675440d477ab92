import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { preventable } from './preventable.ts'
import type { Recorder } from './recorder.ts'
import { strict } from './strict.ts'

/** How the machine takes notifications: shows them, has none, or fails when one is to be shown. */
export type NotificationService = 'works' | 'missing' | 'fails'

type Options = Electron.NotificationConstructorOptions
let made = 0

/** Electron's Notification: shown nowhere, kept for the test. */
export class StandInNotification extends EventEmitter {
  readonly id: string
  title: string
  subtitle: string
  body: string
  silent: boolean
  sound: string
  hasReply: boolean
  replyPlaceholder: string
  closeButtonText: string
  toastXml: string
  urgency: NonNullable<Options['urgency']>
  timeoutType: NonNullable<Options['timeoutType']>
  actions: Electron.NotificationAction[]
  readonly groupId: string
  readonly groupTitle: string
  readonly #host: NotificationHost
  #shown = false

  constructor(options: Options, host: NotificationHost) {
    super()
    this.id = options.id ?? `notification-${++made}`
    this.title = options.title ?? ''
    this.subtitle = options.subtitle ?? ''
    this.body = options.body ?? ''
    this.silent = options.silent ?? false
    this.sound = options.sound ?? ''
    this.hasReply = options.hasReply ?? false
    this.replyPlaceholder = options.replyPlaceholder ?? ''
    this.closeButtonText = options.closeButtonText ?? ''
    this.toastXml = options.toastXml ?? ''
    this.urgency = options.urgency ?? 'normal'
    this.timeoutType = options.timeoutType ?? 'default'
    this.actions = options.actions ?? []
    this.groupId = options.groupId ?? ''
    this.groupTitle = options.groupTitle ?? ''
    this.#host = host
  }

  show(): void {
    const { id, title, subtitle, body, silent, sound, urgency, actions, groupId } = this
    this.#host.recorder.note('notification', { id, title, subtitle, body, silent, sound, urgency, actions, groupId })
    const service = this.#host.service()
    if (service === 'missing') return
    this.#shown = service === 'works'
    if (this.#shown) this.#host.shown.add(this)
    // What the desktop says comes later than the call, as in Electron.
    setImmediate(() => {
      if (service === 'works') this.emit('show', preventable({}))
      else this.emit('failed', preventable({}), 'the notification service failed')
    })
  }
  close(): void {
    if (!this.#shown) return
    this.#shown = false
    this.#host.shown.delete(this)
    this.#host.recorder.note('notification closed', this.id)
    this.emit('close', preventable({ reason: 'applicationHidden' }))
  }

  /** A person's click on it, or on one of its buttons: the desktop takes it away. */
  press(action: number | null): void {
    this.#shown = false
    this.#host.shown.delete(this)
    if (action === null) this.emit('click', preventable({}))
    else this.emit('action', preventable({ actionIndex: action, selectionIndex: -1 }), action, -1)
  }
}

interface NotificationHost {
  readonly recorder: Recorder
  readonly shown: Set<StandInNotification>
  service(): NotificationService
}

/** Electron's class Notification, and what is on the screen. */
export function notificationClass(recorder: Recorder, service: () => NotificationService) {
  const shown = new Set<StandInNotification>()
  class Notification {
    constructor(options: Options = {}) {
      const notification = new StandInNotification(options, { recorder, shown, service })
      // biome-ignore lint/correctness/noConstructorReturn: what is not imitated is an error that names it, here too
      return strict('Notification', notification) as unknown as Notification
    }
    static isSupported(): boolean {
      return service() !== 'missing'
    }
    static removeAll(): void {
      for (const notification of [...shown]) notification.close()
    }
  }
  Notification satisfies Pick<typeof Electron.Notification, 'isSupported' | 'removeAll'>
  return {
    Notification: strict('Notification', Notification) as unknown as typeof Electron.Notification,
    shown: shown as ReadonlySet<StandInNotification>,
  }
}

null as unknown as StandInNotification satisfies Omit<Electron.Notification, keyof NodeJS.EventEmitter>
