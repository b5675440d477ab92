import type { JsonObject } from '../../../contract/json-object.ts'
import { Inert } from '../../design/inert.tsx'
import { type ArgumentWords, argumentShapes } from './schema-words.ts'

/** What a tool takes, one line per argument; of several shapes one after the other. */
export function ArgsTable({ schema }: { schema: JsonObject }) {
  const shapes = argumentShapes(schema)
  if (shapes.length === 0) return <p className="text-faint">It takes no arguments.</p>
  return (
    <div className="flex flex-col gap-3">
      {shapes.length > 1 && <p className="text-soft">It takes one of these {shapes.length}:</p>}
      {shapes.map(({ label, args }) => (
        <div key={label}>
          {label !== null && (
            <p className="mb-1 text-xs">
              <Inert text={`When ${label}`} />
            </p>
          )}
          <Arguments args={args} />
        </div>
      ))}
    </div>
  )
}

function Arguments({ args }: { args: readonly ArgumentWords[] }) {
  if (args.length === 0) return <p className="text-faint">Nothing besides.</p>
  return (
    <dl className="overflow-hidden rounded-md border border-line bg-surface">
      {args.map(({ name, words, description, isRequired }) => (
        <div
          key={name}
          className="grid gap-x-3 border-line border-b px-3 py-1.5 last:border-b-0 @xl:grid-cols-[11rem_minmax(0,1fr)]"
        >
          <dt className="[overflow-wrap:anywhere]">
            <code className="text-xs">
              <Inert text={name} />
            </code>
            {isRequired && <span className="ml-1.5 whitespace-nowrap text-2xs text-faint">required</span>}
          </dt>
          <dd className="min-w-0 text-xs leading-5 [overflow-wrap:anywhere]">
            <span className="text-soft">
              <Inert text={words} />
            </span>
            {description !== null && (
              <span className="block">
                <Inert text={description} />
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
