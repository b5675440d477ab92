/** RFC 7240, 4.1: the caller does not want to wait for the outcome. `prefer`: the header of that name. */
export const prefersAsync = (prefer: string | null): boolean =>
  (prefer ?? '').split(',').some((one) => one.trim().toLowerCase() === 'respond-async')

/** What an answer says that did not wait (RFC 7240, 3). */
export const RESPONDED_ASYNC = { 'preference-applied': 'respond-async' } as const
