import type { ReviewVerdict } from '../../../../contract/protocol.ts'
import type { AgentExit, AgentOrder, AgentSink, ReviewMaterial } from '../../../core/agents/agent-port.ts'
import { ReviewAnswer, readAnswer, reviewSchema } from './answers.ts'
import { notTaken, unreadable, WELL } from './exits.ts'
import { reviewPrompt } from './prompts.ts'
import type { TakeTurn } from './turn.ts'

/** How often a model may answer, when what it answered could not be taken. */
const TRIES = 2

/** A reviewer whose words come from a model. It is shown what the console found, and may change nothing. */
export async function runReviewer(
  order: AgentOrder,
  review: ReviewMaterial,
  sink: AgentSink,
  take: TakeTurn,
): Promise<AgentExit> {
  const schema = reviewSchema(order.dispatch, review.result.work_log)
  let objection: string | null = null
  let exit: AgentExit = WELL
  for (let tries = 0; tries < TRIES; tries += 1) {
    const prompt = reviewPrompt(order, review, schema, objection)
    const judged = await take({ kind: 'review', prompt, schema, may_write: false }, () => undefined)
    if (!judged.ok) return judged.exit
    const read = readAnswer(judged.text, ReviewAnswer)
    if (!read.ok) {
      exit = unreadable('verdict', read.why)
      objection = read.why
      continue
    }
    const answer = await sink.say({ type: 'verdict', body: verdictOf(order, read.value) })
    if (answer.ok) return WELL
    exit = notTaken('verdict', answer)
    if (answer.error_code !== 'verdict_invalid') return exit
    objection = answer.detail
  }
  return exit
}

/** Issues get their names here: a model would use the same ones in every round. */
function verdictOf({ dispatch }: AgentOrder, answer: ReviewAnswer): ReviewVerdict {
  const issues = answer.issues.slice(0, 1000).map(({ criterion_ref, work_log_ref, text }, index) => ({
    ...{ issue_id: `r${dispatch.round}-i${index + 1}`, criterion_ref: criterion_ref.slice(0, 64) },
    ...{ work_log_ref: work_log_ref.slice(0, 256), text: text.slice(0, 20_000) },
  }))
  const { decision, comment } = answer
  return { dispatch_id: dispatch.dispatch_id, decision, comment: comment.slice(0, 4000), issues }
}
