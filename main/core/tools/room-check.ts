import type { EvidenceRoom } from '../evidence/evidence-room.ts'
import type { RoomRefusal } from '../evidence/room-words.ts'
import type { ToolRegistry } from './tool-registry.ts'

export interface RoomCheckParts {
  readonly registry: Pick<ToolRegistry, 'get'>
  readonly room: Pick<EvidenceRoom, 'admit'>
}

/** Null when there is room for what a tool would leave, or the tool does not ask for any. */
export function createRoomCheck({ registry, room }: RoomCheckParts): (tool: string) => Promise<RoomRefusal | null> {
  return async (name) => {
    const tool = registry.get(name)
    return tool === null || tool.room === 'unasked' ? null : room.admit()
  }
}
