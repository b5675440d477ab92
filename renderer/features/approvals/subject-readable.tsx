import type { ReactNode } from 'react'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Section } from '../tasks/section.tsx'
import { ExactText } from './exact-text.tsx'
import { LevelBadge } from './level-badge.tsx'
import { ScrollBox } from './scroll-box.tsx'
import type { Subject } from './subject-check.ts'
import { subjectParts } from './subject-parts.ts'

/** The same call laid out for reading. It is read from the bytes and from nothing else. */
export function SubjectReadable({ subject }: { subject: Subject }) {
  const args = Object.entries(subject.args)
  return (
    <Section title="The same, laid out" aside={<span className="text-faint text-xs">the bytes above decide</span>}>
      <dl className="overflow-hidden rounded-md border border-line bg-surface">
        <Row name="Tool">
          <code className="break-all text-xs">
            <Inert text={subject.tool} />
          </code>
        </Row>
        <Row name="Effect">
          <LevelBadge level={subject.side_effect_level} />
        </Row>
        {args.length === 0 && <Row name="Arguments">none</Row>}
        {args.map(([name, value]) => (
          <Row key={name} name={name}>
            <ArgumentValue name={name} value={value} />
          </Row>
        ))}
      </dl>
    </Section>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-3 border-line border-b px-3 py-1.5 last:border-b-0 @xl:grid-cols-[8rem_minmax(0,1fr)]">
      <dt className="text-faint text-xs leading-5 [overflow-wrap:anywhere]">
        <Inert text={name} />
      </dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}

function ArgumentValue({ name, value }: { name: string; value: unknown }) {
  if (value === '') return <span className="text-faint">empty text</span>
  const isText = typeof value === 'string'
  return (
    <ScrollBox
      label={`Argument ${inertString(name)}`}
      className={`max-h-[16rem] whitespace-pre-wrap ${isText ? '' : 'font-mono text-xs leading-5'}`}
    >
      <bdi>
        <ExactText parts={subjectParts(isText ? value : JSON.stringify(value, null, 2), false)} keepsLines={true} />
      </bdi>
    </ScrollBox>
  )
}
