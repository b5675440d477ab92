import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Notice } from '../../design/notice.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { ExactText } from './exact-text.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { subjectParts } from './subject-parts.ts'
import type { CheckedSubject } from './use-subject-check.ts'

/** Names what goes out when this is approved, read from the checked bytes: the last thing seen before the second step. */
export function LeavesMachine({ items }: { items: readonly CheckedSubject[] }) {
  const check = items[0]?.check
  if (check?.state !== 'fits') return null
  const { tool, args } = check.subject
  return (
    <Notice
      look="danger"
      title={
        <>
          This leaves the machine{items.length > 1 && `, ${items.length} times`}: <Inert text={tool} /> publishes
        </>
      }
    >
      <ScrollBox label="What leaves the machine" className="mt-1.5 max-h-[12rem]">
        <ul className="flex flex-col gap-1">
          {Object.entries(args).map(([name, value]) => (
            <li key={name}>
              <span className="text-soft text-xs">
                <Inert text={name} />:{' '}
              </span>
              <span title={inertString(name)} className="whitespace-pre-wrap font-medium">
                <bdi>
                  <ExactText
                    parts={subjectParts(typeof value === 'string' ? value : JSON.stringify(value), false)}
                    keepsLines={true}
                  />
                </bdi>
              </span>
              {typeof value === 'string' && value.length > 200 && (
                <span className="text-faint text-xs"> ({sizeWords(new TextEncoder().encode(value).length)})</span>
              )}
            </li>
          ))}
          {Object.keys(args).length === 0 && <li>It is called without arguments.</li>}
        </ul>
      </ScrollBox>
      <p className="mt-2">What has left cannot be called back.</p>
    </Notice>
  )
}
