/** One channel per verb. The preload script names the same ones; the desktop tests fail when the two differ. */
export const FETCH_CHANNEL = 'countersign:fetch'
export const SUBSCRIBE_CHANNEL = 'countersign:subscribe'
export const UNSUBSCRIBE_CHANNEL = 'countersign:unsubscribe'
export const OPEN_EVIDENCE_CHANNEL = 'countersign:open-evidence'
export const CAPTURE_CHANNEL = 'countersign:capture-source'
export const BADGE_CHANNEL = 'countersign:badge'
export const ZOOM_CHANNEL = 'countersign:zoom'
/** What the browser refused the page, told by the preload script. */
export const VIOLATION_CHANNEL = 'countersign:violation'
/** From the app to the page: the subscription's id, then the message. */
export const STREAM_CHANNEL = 'countersign:stream'
/** From the app to the page: one DesktopTarget. */
export const TARGET_CHANNEL = 'countersign:deep-link'
