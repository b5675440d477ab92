import type { TaskId } from '../../../contract/ids.ts'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import type { Call } from '../kernel/call.ts'
import type { ProtocolParts } from './protocol-parts.ts'
import type { ProtocolListener } from './protocol-service.ts'
import type { Message } from './refusals.ts'
import type { RoundSteps } from './round-steps.ts'
import type { RoundWatch } from './round-watch.ts'
import type { Standing } from './standing.ts'

/** What the steps of the protocol have in common. */
export interface ProtocolCore extends ProtocolParts {
  readonly steps: RoundSteps
  readonly watch: RoundWatch
  /** The valid task. Throws `task_not_found`, `task_file_invalid`. */
  standing(taskId: string): Standing
  view(taskId: string): Promise<ProtocolView>
  /**
   * Carries out one message: who may send it is checked, a round whose time is long up is ended before, and a refusal leaves its line.
   */
  take<T>(
    call: Call,
    taskId: TaskId,
    about: { readonly message: Message; readonly dispatch_id: string | null },
    work: () => Promise<T>,
  ): Promise<T>
  /** Null while nobody drives agents. */
  listener(): ProtocolListener | null
}
