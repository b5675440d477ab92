import { targetNotFound } from '../../core/tools/screen/screen-failures.ts'

/** The number in `display:2`, `window:71`, or `window:71:0` as Electron writes it. Throws ToolError `screen_target_not_found`. */
export function numberIn(kind: 'display' | 'window', id: string): number {
  const found = new RegExp(`^${kind}:(\\d{1,10})(:\\d{1,4})?$`).exec(id)?.[1]
  if (found === undefined || Number(found) < 1) throw targetNotFound(`${kind} ${id}`)
  return Number(found)
}
