/** One channel per verb. The preload script names the same ones; the desktop tests fail when the two differ. */
export const FETCH_CHANNEL = 'countersign:fetch'
export const SUBSCRIBE_CHANNEL = 'countersign:subscribe'
export const UNSUBSCRIBE_CHANNEL = 'countersign:unsubscribe'
export const OPEN_EVIDENCE_CHANNEL = 'countersign:open-evidence'
/** From the app to the page: the subscription's id, then the message. */
export const STREAM_CHANNEL = 'countersign:stream'
