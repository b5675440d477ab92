import type { IpcRenderer } from 'electron'

/** Most reports of one second; the app counts and joins what it is told, and needs no more to know. */
const MOST = 20

/**
 * Tells the app what the browser refused the page before the app could see it: what the console's policy stopped
 * (https://www.w3.org/TR/CSP3/#violation-events), and what was dropped on the window, which is taken here. Events that the page made up
 * are not trusted and not told.
 */
export function reportRefusals(ipc: Pick<IpcRenderer, 'invoke'>, page: Window): void {
  let told = 0
  function tell(attempt: 'policy' | 'drop', rule: string, blocked: string): void {
    if (told === 0) page.setTimeout(() => (told = 0), 1000)
    told += 1
    if (told <= MOST) ipc.invoke('countersign:violation', attempt, rule, blocked.slice(0, 2000)).catch(() => undefined)
  }
  page.addEventListener(
    'securitypolicyviolation',
    (event) => {
      if (event.isTrusted) tell('policy', event.effectiveDirective, event.blockedURI)
    },
    true,
  )
  const foreign = (event: DragEvent): boolean =>
    event.dataTransfer?.types.some((type) => /^Files$|^text\/uri-list$/.test(type)) ?? false
  page.addEventListener('dragover', (event) => foreign(event) && event.preventDefault(), true)
  page.addEventListener(
    'drop',
    (event) => {
      if (!event.isTrusted || !foreign(event)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      tell('drop', event.dataTransfer?.types.includes('Files') === true ? 'a file' : 'a link', '')
    },
    true,
  )
}
