import type { SandboxPort } from '../../core/agents/sandbox-port.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { createBubblewrap, type Surroundings } from './bubblewrap.ts'
import { createSeatbelt } from './seatbelt.ts'

/** What this kind of machine has to confine a program with. */
export function createHostSandbox(platform: NodeJS.Platform, around: Surroundings): SandboxPort {
  if (platform === 'linux') return createBubblewrap('bwrap', around)
  if (platform === 'darwin') return createSeatbelt(around)
  return createNoSandbox(platform)
}

/** Check commands are not run at all then: one that is not confined could do whatever the work that it checks tells it to. */
function createNoSandbox(platform: string): SandboxPort {
  const reason = `there is no sandbox for ${platform}`
  const remediation_hint = 'Run the console on Linux with bubblewrap, or on macOS, to have check commands run.'
  return {
    readiness: async () => ({ ready: false, reason, remediation_hint }),
    run: async () => {
      throw new AppError('sandbox_unavailable', reason)
    },
  }
}
