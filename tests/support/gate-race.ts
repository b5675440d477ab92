import type { JsonObject } from '../../contract/json-object.ts'
import type { ToolCall } from '../../contract/tool.ts'
import { AppError } from '../../main/core/kernel/app-error.ts'
import { canonicalJson } from '../../main/core/kernel/canonical-json.ts'
import { createPublishDryRun } from '../../main/core/tools/file/publish-dry-run.ts'
import type { Tool } from '../../main/core/tools/tool.ts'
import { type SeededRandom, seededRandom } from './crash-random.ts'
import { AGENT, callOf, createGateWorld, type GateConsole, type GateWorld, PUBLISH, person } from './gate-world.ts'

class Killed extends Error {
  override readonly name = 'Killed'
}

/** What the world was like when a tool was started. */
export interface Execution {
  readonly call_id: string
  readonly args: string
  /** Lines in the log by then. */
  readonly lines: number
  readonly task_sha256: string | null
  readonly policy_sha256: string
}

export interface Race {
  readonly world: GateWorld
  readonly executions: readonly Execution[]
  readonly kills: number
}

const AGENTS = [AGENT, { ...AGENT, actor: { ...AGENT.actor, sub: 'other-agent' } }]
const PEOPLE = [person('anna'), person('bea')]
const ARGUMENTS: readonly JsonObject[] = [PUBLISH, { ...PUBLISH, title: 'Other news' }]
const TERMS = [{}, {}, { approvals: 2 }, { cool_off_seconds: 30 }, { expires_seconds: 45 }]
const OPERATIONS = 28

/** One schedule: everybody does what he likes at the same time, on a disk with a will of its own, and the process dies now and then. */
export async function race(seed: number): Promise<Race> {
  const random = seededRandom(seed)
  const world = createGateWorld()
  const executions: Execution[] = []
  const running: Promise<unknown>[] = []
  const seen: { approval_id: string; subject_sha256: string }[] = []
  let life = 0
  let full = false
  let console = await start()

  async function turns(atMost: number): Promise<void> {
    for (let left = random.below(atMost + 1); left > 0; left -= 1) await Promise.resolve()
  }

  function recorded(tool: Tool, mine: number): Tool {
    return {
      ...tool,
      run: async (args, context) => {
        if (mine !== life) throw new Killed('the process is gone')
        executions.push({
          ...{ call_id: context.call_id, args: canonicalJson(args), lines: world.log.events.length },
          task_sha256: world.store.index.get('t1')?.base_sha ?? null,
          policy_sha256: world.policy().sha256,
        })
        await turns(6)
        return tool.run(args, context)
      },
    }
  }

  function start(): Promise<GateConsole> {
    const mine = life
    const alive = (): void => {
      if (mine !== life) throw new Killed('the process is gone')
    }
    const hasRoom = (): void => {
      if (full) throw new AppError('audit_unavailable', 'the disk is full')
    }
    const publish = createPublishDryRun(world.clock) as unknown as Tool
    return world.boot({ tools: [recorded(publish, mine)], pause: () => turns(8), alive, hasRoom })
  }

  async function restart(): Promise<void> {
    life += 1
    full = false
    // A dead process has no timers any more; nothing is written by this.
    console.approvals.close()
    console = await start()
  }

  /** Whoever acts does not care how it ends, and a killed process ends everything. */
  function go(work: () => Promise<unknown>): void {
    running.push(work().catch(() => undefined))
  }

  function decideSomething(decision: 'approve' | 'deny'): void {
    const waiting = console.approvals.waiting()
    for (const { approval_id, subject_sha256 } of waiting) seen.push({ approval_id, subject_sha256 })
    // Mostly what waits now, sometimes what waited long ago.
    const from = waiting.length > 0 && random.below(5) > 0 ? waiting : seen
    if (from.length === 0) return
    const { approval_id, subject_sha256 } = random.pick(from)
    const shown = random.below(10) === 0 ? random.pick(seen).subject_sha256 : subject_sha256
    const given = { subject_sha256: shown, ...(decision === 'deny' ? { decision, reason: 'not now' } : { decision }) }
    go(() => console.approvals.decide(random.pick(PEOPLE), approval_id, given))
  }

  const acts: readonly (readonly [number, () => void | Promise<void>])[] = [
    [30, () => go(() => console.tools.execute(random.below(5) === 0 ? (AGENTS[1] ?? AGENT) : AGENT, someCall(random)))],
    [22, () => decideSomething('approve')],
    [3, () => decideSomething('deny')],
    [5, () => world.timers.advance(random.below(40_000))],
    [1, () => world.timers.advance(random.below(1_000_000))],
    [2, () => go(() => console.changeTask({ title: `Title ${random.below(1000)}` }))],
    [1, () => go(() => console.changeTask({ allow_external_publish: random.below(3) > 0 }))],
    [2, () => world.setPolicy(policyWith(random.pick(TERMS)))],
    [1, restart],
    [
      1,
      () => {
        full = !full
      },
    ],
    [30, () => turns(60)],
  ]
  const bag = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act))

  for (let left = OPERATIONS; left > 0; left -= 1) {
    await random.pick(bag)()
    await turns(10)
  }
  await Promise.all(running)
  console.approvals.close()
  return { world, executions, kills: life }
}

function someCall(random: SeededRandom): ToolCall {
  const key = `key-0000000${random.below(4)}`
  if (random.below(8) === 0) return callOf({ tool: 'time.now', args: {}, level: 'read_only', key })
  return callOf({
    args: random.below(4) === 0 ? random.pick(ARGUMENTS) : PUBLISH,
    key,
  })
}

const policyWith = (terms: object) => ({
  version: 1,
  approvals: { denial_cool_down_seconds: 20 },
  rules: [
    { id: 'reading', match: { levels: ['read_only'] }, effect: 'allow' },
    { id: 'ask-it', match: { levels: ['external_publish'] }, effect: 'ask', ...terms },
  ],
})
