import * as z from 'zod'
import { type Failure, parsed, RequestFailed } from './failure.ts'

const Members = z.object({ approval_id: z.string().nullable().catch(null), call_id: z.string().nullable().catch(null) })

/** The policy did not let a tool call through; `approval_id` names the approval that would, where there is one. */
export class CallRefused extends RequestFailed {
  readonly approval_id: string | null
  readonly call_id: string | null
  constructor(failure: Failure, body: string) {
    super(failure)
    this.name = 'CallRefused'
    const members = Members.safeParse(parsed(body))
    this.approval_id = members.success ? members.data.approval_id : null
    this.call_id = members.success ? members.data.call_id : null
  }
}
