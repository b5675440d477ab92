import { useId, useState } from 'react'
import { AgentKind } from '../../../contract/agent.ts'
import { AgentName } from '../../../contract/agent-name.ts'
import { Button } from '../../design/button.tsx'
import { KIND_WORDS } from '../agents/run-words.ts'

const BOX =
  'h-8 w-full rounded-md border border-line-strong bg-surface px-2 text-sm aria-[invalid=true]:border-rejected'

/** The name and kind of one more agent; the rest is filled in once it is opened. */
export function NewAgent({
  taken,
  onAdd,
}: {
  taken: readonly string[]
  onAdd: (name: string, kind: AgentKind) => void
}) {
  const id = useId()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<AgentKind>('codex')
  const fault = taken.includes(name)
    ? 'There is one of this name already.'
    : name !== '' && !AgentName.safeParse(name).success
      ? '1 to 32 of a-z, 0-9, - and _; begins with a letter.'
      : null
  return (
    <form
      aria-label="Add an agent"
      className="flex flex-wrap items-start gap-3 rounded-md border border-line border-dashed p-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (name === '' || fault !== null) return
        onAdd(name, kind)
        setName('')
      }}
    >
      <div className="min-w-0 flex-1 basis-40">
        <label htmlFor={`${id}-name`} className="mb-1 block font-medium text-xs">
          Name of a further agent
        </label>
        <input
          id={`${id}-name`}
          autoComplete="off"
          spellCheck={false}
          maxLength={32}
          value={name}
          aria-invalid={fault !== null}
          aria-describedby={`${id}-fault`}
          onChange={({ target }) => setName(target.value)}
          className={BOX}
        />
        <p id={`${id}-fault`} className="mt-1 text-rejected text-xs empty:hidden">
          {fault}
        </p>
      </div>
      <div className="basis-40">
        <label htmlFor={`${id}-kind`} className="mb-1 block font-medium text-xs">
          Kind
        </label>
        <select
          id={`${id}-kind`}
          value={kind}
          onChange={({ target }) => setKind(AgentKind.safeParse(target.value).data ?? kind)}
          className={BOX}
        >
          {AgentKind.options.map((each) => (
            <option key={each} value={each}>
              {KIND_WORDS[each]}
            </option>
          ))}
        </select>
      </div>
      <Button look="plain" type="submit" className="mt-[1.375rem]" disabled={name === '' || fault !== null}>
        Set it up…
      </Button>
    </form>
  )
}
