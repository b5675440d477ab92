/**
 * What crosses between the desktop app, its preload script and the console in the window. Types alone: the preload script carries no
 * code of another room.
 */

/** A reply as a value: what structured clone carries to the page. Problems are replies too. */
export interface DesktopReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A place of the console that the desktop can bring to the screen. To be shown something never means to be allowed something. */
export type DesktopTarget =
  | { readonly page: 'task'; readonly id: string }
  | { readonly page: 'approval'; readonly id: string }
  | { readonly page: 'inbox' }
  | { readonly page: 'sources' }
  | { readonly page: 'settings' }
  | { readonly page: 'shortcuts' }

/** To the page, in this order: open, events, closed. Nothing follows `closed`. */
export type StreamMessage =
  | { readonly kind: 'state'; readonly state: 'open' | 'closed' }
  | { readonly kind: 'event'; readonly id: string; readonly event: string; readonly data: string }

/** What the page finds as `window.countersign`. */
export interface DesktopDoor {
  readonly kind: 'desktop'
  /** Resolves with every reply, problems included. */
  fetch(
    path: string,
    call: { method: string; headers: Record<string, string>; body: string | null },
  ): Promise<DesktopReply>
  /** Shows the folder of a package in the desktop's own file manager. Resolves like `fetch`, with status 204 when it is open. */
  openEvidence(correlationId: string, packageId: string): Promise<DesktopReply>
  /** null: status 200 with the screens and windows as JSON. An id among them: it is remembered for this run, status 204. */
  chooseCaptureSource(id: string | null): Promise<DesktopReply>
  /** Shows a number at the app's icon where the system can; 0 removes it. */
  setBadge(count: number): Promise<DesktopReply>
  zoom(step: 'in' | 'out' | 'reset'): Promise<DesktopReply>
  /** What came after `lastEventId` is sent first. Returns the unsubscribe function; nothing is called after it. */
  subscribe(
    lastEventId: string | null,
    onEvent: (event: { id: string; event: string; data: string }) => void,
    onState: (state: 'open' | 'closed') => void,
  ): () => void
  /** A wish that came before anybody listened is told to the first listener. Returns the unsubscribe function. */
  onDeepLink(callback: (target: DesktopTarget) => void): () => void
}
