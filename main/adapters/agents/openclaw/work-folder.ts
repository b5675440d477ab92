import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgentOrder } from '../../../core/agents/agent-port.ts'

/** Where OpenClaw stands: in the workspace; where there is none, in an empty folder, and not in the one with its secrets. */
export async function workFolder({ workspace, state_folder }: AgentOrder): Promise<string> {
  if (workspace !== state_folder) return workspace
  const desk = join(state_folder, 'desk')
  await mkdir(desk, { recursive: true, mode: 0o700 })
  return desk
}
