import type { JsonObject } from '../../../contract/json-object.ts'
import { Inert } from '../../design/inert.tsx'
import { argumentsOf } from './schema-words.ts'

/** What a tool takes, one line per argument. */
export function ArgsTable({ schema }: { schema: JsonObject }) {
  const args = argumentsOf(schema)
  if (args.length === 0) return <p className="text-faint">It takes no arguments.</p>
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
