import { type ToolRun, ToolRunPage } from '../../contract/tool.ts'
import type { CliDoor } from './cli-door.ts'

/** A run can have some 64 KiB, and who follows a call asks often. */
const PAGE = '100'

/** The call of this id among those of the query, which is newest first; null when there is none. */
export async function findCall(
  door: CliDoor,
  callId: string,
  among: { readonly task_id?: string; readonly tool?: string },
): Promise<ToolRun | null> {
  const query = new URLSearchParams({ ...among, limit: PAGE })
  for (;;) {
    const page = ToolRunPage.parse(await door.request('GET', `/api/tool-calls?${query}`))
    const found = page.items.find(({ call_id }) => call_id === callId)
    if (found !== undefined) return found
    if (page.next_cursor === null) return null
    query.set('cursor', page.next_cursor)
  }
}
