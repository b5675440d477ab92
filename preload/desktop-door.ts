/** What comes back from the app; problems are replies too. */
export interface DoorReply {
  status: number
  headers: Record<string, string>
  body: string
}

/** A place of the console that the desktop wants to be shown. It carries no authority. */
export type DesktopTarget =
  | { readonly page: 'task'; readonly id: string }
  | { readonly page: 'approval'; readonly id: string }
  | { readonly page: 'inbox' }
  | { readonly page: 'sources' }
  | { readonly page: 'settings' }
  | { readonly page: 'shortcuts' }

/** What the page finds as `window.countersign`. The renderer keeps its own copy; a test holds the two against each other. */
export interface DesktopDoor {
  readonly kind: 'desktop'
  /** Resolves with every reply, problems included. */
  fetch(
    path: string,
    call: { method: string; headers: Record<string, string>; body: string | null },
  ): Promise<DoorReply>
  /** Shows the folder of a package in the desktop's own file manager. Resolves like `fetch`, with status 204 when it is open. */
  openEvidence(correlationId: string, packageId: string): Promise<DoorReply>
  /** null: status 200 with the screens and windows as JSON. An id among them: it is remembered for this run, status 204. */
  chooseCaptureSource(id: string | null): Promise<DoorReply>
  /** Shows a number at the app's icon where the system can; 0 removes it. */
  setBadge(count: number): Promise<DoorReply>
  zoom(step: 'in' | 'out' | 'reset'): Promise<DoorReply>
  /** What came after `lastEventId` is sent first. Returns the unsubscribe function; nothing is called after it. */
  subscribe(
    lastEventId: string | null,
    onEvent: (event: { id: string; event: string; data: string }) => void,
    onState: (state: 'open' | 'closed') => void,
  ): () => void
  /** A wish that came before anybody listened is told to the first listener. Returns the unsubscribe function. */
  onDeepLink(callback: (target: DesktopTarget) => void): () => void
}

/** What the app pushes for a subscription; nothing follows `closed`. */
export type StreamMessage =
  | { readonly kind: 'state'; readonly state: 'open' | 'closed' }
  | { readonly kind: 'event'; readonly id: string; readonly event: string; readonly data: string }
