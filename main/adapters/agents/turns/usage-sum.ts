import type { AgentUsage } from '../../../../contract/agent.ts'

const NO_USAGE: AgentUsage = { turns: 0, input_tokens: 0, output_tokens: 0, cost_usd: null }

/** What is used up by the turns of one run: each says anew what it has used by now, and `told` gets the sum when it grew. */
export function createUsageSum(told: (usage: AgentUsage) => void): { ofTurn(): (usage: AgentUsage) => void } {
  const turns: AgentUsage[] = []
  let last = ''
  return {
    ofTurn: () => {
      const index = turns.push(NO_USAGE) - 1
      return (usage) => {
        turns[index] = usage
        const sum = turns.reduce(add, NO_USAGE)
        const text = JSON.stringify(sum)
        if (text !== last) told(sum)
        last = text
      }
    },
  }
}

function add(one: AgentUsage, other: AgentUsage): AgentUsage {
  const cost = one.cost_usd === null && other.cost_usd === null ? null : (one.cost_usd ?? 0) + (other.cost_usd ?? 0)
  return {
    turns: one.turns + other.turns,
    input_tokens: one.input_tokens + other.input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    cost_usd: cost,
  }
}
