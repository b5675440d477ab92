/** What the page finds as `window.countersign`. The renderer keeps its own copy; a test holds the two against each other. */
export interface DesktopDoor {
  readonly kind: 'desktop'
  /** Resolves with every reply, problems included. */
  fetch(
    path: string,
    call: { method: string; headers: Record<string, string>; body: string | null },
  ): Promise<{ status: number; headers: Record<string, string>; body: string }>
  /** Shows the folder of a package in the desktop's own file manager. Resolves like `fetch`, with status 204 when it is open. */
  openEvidence(
    correlationId: string,
    packageId: string,
  ): Promise<{ status: number; headers: Record<string, string>; body: string }>
  /** What came after `lastEventId` is sent first. Returns the unsubscribe function; nothing is called after it. */
  subscribe(
    lastEventId: string | null,
    onEvent: (event: { id: string; event: string; data: string }) => void,
    onState: (state: 'open' | 'closed') => void,
  ): () => void
}

/** What the app pushes for a subscription; nothing follows `closed`. */
export type StreamMessage =
  | { readonly kind: 'state'; readonly state: 'open' | 'closed' }
  | { readonly kind: 'event'; readonly id: string; readonly event: string; readonly data: string }
