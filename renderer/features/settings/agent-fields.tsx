import { useMemo, useState } from 'react'
import type { AgentInfo, AgentSettings } from '../../../contract/agent.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Settings, SettingsView } from '../../../contract/settings.ts'
import { Command } from '../../design/face.tsx'
import { ReadyMark } from '../agents/agent-marks.tsx'
import { KIND_WORDS } from '../agents/run-words.ts'
import { useAgents } from '../agents/use-agents.ts'
import { agentSchema, protocolSchema, saidOnly } from './agent-schema.ts'
import { MemberForm } from './member-form.tsx'
import { NewAgent } from './new-agent.tsx'
import { RemoveAgent } from './remove-agent.tsx'

/** Which agents this console may start, with what and within which limits; and how long the protocol waits. */
export function AgentFields({ view }: { view: SettingsView }) {
  const [added, setAdded] = useState<{ readonly name: string; readonly kind: AgentSettings['kind'] } | null>(null)
  const schemas = useMemo(() => ({ agent: agentSchema(), protocol: protocolSchema() }), [])
  const known = Object.entries(view.settings.agents)
  const agents = useAgents(known.length > 0)
  const isSaved = added !== null && view.settings.agents[added.name] !== undefined
  return (
    <>
      <p className="text-soft">
        How each kind is set up: <code className="text-xs">docs/specs/AGENTS.md</code>. What a program of your own
        speaks: <code className="text-xs">docs/agent-protocol.md</code>. A secret never passes through this page:{' '}
        <Command>npx countersign secret set NAME</Command>
      </p>
      {known.length === 0 && added === null && <p className="text-soft">No agent is set up.</p>}
      {known.map(([name, settings]) => (
        <AgentEntry
          key={name}
          view={view}
          schema={schemas.agent}
          name={name}
          now={saidOnly(settings as JsonObject, schemas.agent) as JsonObject}
          info={agents.data?.items.find(({ agent }) => agent === name) ?? null}
          isNew={false}
          onGone={() => undefined}
        />
      ))}
      {added !== null && !isSaved && (
        <AgentEntry
          view={view}
          schema={schemas.agent}
          name={added.name}
          now={{ kind: added.kind }}
          info={null}
          isNew={true}
          onGone={() => setAdded(null)}
        />
      )}
      {(added === null || isSaved) && (
        <NewAgent taken={known.map(([name]) => name)} onAdd={(name, kind) => setAdded({ name, kind })} />
      )}
      <details className="rounded-md border border-line" data-testid="protocol-settings">
        <summary className="rounded-md px-3 py-2 font-medium hover:bg-hover">
          How long the protocol waits, and how many rounds there may be
        </summary>
        <div className="border-line border-t p-3.5">
          <MemberForm
            view={view}
            label="Settings of the protocol"
            schema={schemas.protocol}
            now={saidOnly(view.settings.protocol, schemas.protocol) as JsonObject}
            place={(settings, wanted) => ({ ...settings, protocol: wanted as unknown as Settings['protocol'] })}
            isNew={false}
            onSaved={() => undefined}
          />
        </div>
      </details>
    </>
  )
}

interface AgentEntryProps {
  view: SettingsView
  schema: JsonObject
  name: string
  now: JsonObject
  /** Whether its program is there; null while that is not known. */
  info: AgentInfo | null
  isNew: boolean
  onGone: () => void
}

function AgentEntry({ view, schema, name, now, info, isNew, onGone }: AgentEntryProps) {
  const kind = now['kind'] as AgentSettings['kind']
  return (
    <details data-agent={name} open={isNew} className="rounded-md border border-line">
      <summary className="rounded-md px-3 py-2 font-medium hover:bg-hover">
        {name} <span className="font-normal text-faint text-xs">{KIND_WORDS[kind]}</span>
        {info !== null && (
          <span className="float-right text-xs">
            <ReadyMark state={info.state} />
          </span>
        )}
      </summary>
      <div className="flex flex-col gap-4 border-line border-t p-3.5">
        <MemberForm
          view={view}
          label={`Settings of the agent ${name}`}
          schema={schema}
          now={now}
          place={(settings, wanted) => ({
            ...settings,
            agents: { ...settings.agents, [name]: wanted as unknown as AgentSettings },
          })}
          isNew={isNew}
          onSaved={onGone}
        />
        <RemoveAgent view={view} name={name} isNew={isNew} onGone={onGone} />
      </div>
    </details>
  )
}
