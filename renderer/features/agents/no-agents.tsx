import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'

/** What there is to do when no agent is set up. */
export function NoAgents() {
  const { mayDecide } = useServices()
  return (
    <div className="flex flex-col items-start gap-2 rounded-md border border-line border-dashed px-4 py-4">
      <p className="font-medium">No agent is set up</p>
      <p className="text-soft">
        An agent is a program that this console starts for one task at a time: Codex, OpenClaw, or a program of your own
        that speaks JSON lines. Each gets a workspace of its own, a token for its task alone, and limits.
      </p>
      <p className="text-soft">
        Without one, a task can still be given to somebody who has a token for it and speaks the protocol over HTTP or
        MCP.
      </p>
      {mayDecide ? (
        <a
          className="text-accent underline underline-offset-2"
          href={formatRoute({ page: 'settings', section: 'agents' })}
        >
          Set up an agent in the settings
        </a>
      ) : (
        <p className="text-soft">An admin sets agents up in the settings.</p>
      )}
      <p className="text-soft text-xs">
        How: <code>docs/specs/AGENTS.md</code>; the protocol of your own program: <code>docs/agent-protocol.md</code>.
      </p>
    </div>
  )
}
