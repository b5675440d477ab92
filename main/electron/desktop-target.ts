/** A place of the console that the desktop can bring to the screen. To be shown something never means to be allowed something. */
export type DesktopTarget =
  | { readonly page: 'task'; readonly id: string }
  | { readonly page: 'approval'; readonly id: string }
  | { readonly page: 'inbox' }
  | { readonly page: 'sources' }
  | { readonly page: 'settings' }
  | { readonly page: 'shortcuts' }

/** From the app to the page: one DesktopTarget. */
export const TARGET_CHANNEL = 'countersign:deep-link'
