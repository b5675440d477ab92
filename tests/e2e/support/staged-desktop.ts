import type { Page } from 'playwright'
import type { DesktopTarget } from '../../../contract/desktop-door.ts'

/** What the page asked of the desktop, and a way to send it somewhere. */
export interface StagedDesktop {
  /** `zoom in`, `badge 3`, `capture screen:1:0`, in order. */
  asked(): Promise<string[]>
  send(target: DesktopTarget): Promise<void>
}

/**
 * Gives a page in a browser the surface that the desktop's preload gives, over the staged service. What it cannot prove: that the real
 * preload does the same; the desktop's own tests run the real one.
 */
export async function stageDesktop(page: Page): Promise<StagedDesktop> {
  await page.addInitScript(() => {
    const asked: string[] = []
    const listeners = new Set<(target: object) => void>()
    const answer = (what: string, status: number, body: string) => {
      asked.push(what)
      return Promise.resolve({ status, headers: {}, body })
    }
    const pixel =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const screens = [
      { id: 'screen:1:0', name: 'Entire screen', kind: 'screen', thumbnail: pixel },
      { id: 'window:7:0', name: 'Notes', kind: 'window', thumbnail: null },
    ]
    const bridge = {
      kind: 'desktop',
      fetch: async (path: string, call: { method: string; headers: Record<string, string>; body: string | null }) => {
        const reply = await fetch(path, call)
        return { status: reply.status, headers: {}, body: await reply.text() }
      },
      openEvidence: () => answer('evidence', 204, ''),
      chooseCaptureSource: (id: string | null) =>
        id === null ? answer('captures', 200, JSON.stringify(screens)) : answer(`capture ${id}`, 204, ''),
      setBadge: (count: number) => answer(`badge ${count}`, 204, ''),
      zoom: (step: string) => answer(`zoom ${step}`, 204, ''),
      subscribe: (_last: string | null, _onEvent: unknown, onState: (state: string) => void) => {
        const timer = setTimeout(() => onState('open'))
        return () => clearTimeout(timer)
      },
      onDeepLink: (callback: (target: object) => void) => {
        listeners.add(callback)
        return () => listeners.delete(callback)
      },
    }
    const send = (target: object) => {
      for (const each of listeners) each(target)
    }
    Object.assign(window, { countersign: bridge, stagedDesktop: { asked, send } })
  })
  return {
    asked: () => page.evaluate('stagedDesktop.asked.slice()') as Promise<string[]>,
    send: (target) => page.evaluate(`stagedDesktop.send(${JSON.stringify(target)})`) as Promise<void>,
  }
}
