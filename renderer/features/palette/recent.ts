const KEY = 'countersign:recent-commands'
const KEPT = 6

/** Ids of what the palette did last, the newest first. Only commands are remembered: no task, no typed word. */
export function recentCommands(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string').slice(0, KEPT) : []
  } catch {
    return []
  }
}

export function rememberCommand(id: string): void {
  try {
    const kept = [id, ...recentCommands().filter((each) => each !== id)].slice(0, KEPT)
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing has no recent ones.
  }
}
