import { type ReactNode, useId } from 'react'
import { Notice } from '../../design/notice.tsx'
import { sameWords, type VideoWords } from './airlock-state.ts'
import { Step } from './step.tsx'
import type { Airlock } from './use-airlock.ts'
import { CATEGORIES } from './video-categories.ts'

const BOX = 'w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm disabled:opacity-60'
const MOST_TITLE = 100
const MOST_DESCRIPTION_BYTES = 5000

/** Everything that YouTube is told of the file. Each of it is a part of what is approved. */
export function WordsStep({ airlock }: { airlock: Airlock }) {
  const { words, setWords, state, steps } = airlock
  const { upload } = state
  const isSent = state.sent !== null
  const waits = upload?.run.state === 'denied' && upload.run.approval_id !== null
  const set = (change: Partial<VideoWords>) => setWords({ ...words, ...change })
  const bytes = new TextEncoder().encode(words.description).length
  return (
    <Step name="words" state={steps.words}>
      {isSent && <p className="text-soft">As it was approved and sent.</p>}
      {waits && upload !== null && !sameWords(upload.words, words) && (
        <Notice look="warn" title="An approval waits for other words">
          <p className="mt-0.5 text-soft">It is bound to what was asked for; these words need another one.</p>
        </Notice>
      )}
      <fieldset disabled={isSent} className="flex min-w-0 flex-col gap-3">
        <legend className="sr-only">What YouTube is told</legend>
        <Field label="Title" foot={`${words.title.length} of ${MOST_TITLE} characters`}>
          {(id) => (
            <input
              id={id}
              value={words.title}
              maxLength={MOST_TITLE}
              onChange={({ target }) => set({ title: target.value })}
              className={`${BOX} h-8`}
            />
          )}
        </Field>
        <Field label="Description" foot={`${bytes} of ${MOST_DESCRIPTION_BYTES} bytes; without < and >`}>
          {(id) => (
            <textarea
              id={id}
              rows={4}
              value={words.description}
              onChange={({ target }) => set({ description: target.value })}
              className={`${BOX} block resize-y py-1.5`}
            />
          )}
        </Field>
        <div className="grid gap-3 @2xl:grid-cols-2">
          <Field label="Category" foot={null}>
            {(id) => (
              <select
                id={id}
                value={words.category_id}
                onChange={({ target }) => set({ category_id: target.value })}
                className={`${BOX} h-8`}
              >
                <option value="">Choose…</option>
                {Object.entries(CATEGORIES).map(([category, name]) => (
                  <option key={category} value={category}>
                    {name}
                  </option>
                ))}
                {words.category_id !== '' && CATEGORIES[words.category_id] === undefined && (
                  <option value={words.category_id}>number {words.category_id}</option>
                )}
              </select>
            )}
          </Field>
          <Field label="Made for children" foot="The law wants it said (COPPA); nobody else can say it.">
            {(id) => (
              <select
                id={id}
                value={words.made_for_kids === null ? '' : String(words.made_for_kids)}
                onChange={({ target }) => set({ made_for_kids: target.value === '' ? null : target.value === 'true' })}
                className={`${BOX} h-8`}
              >
                <option value="">Choose…</option>
                <option value="false">No, not made for children</option>
                <option value="true">Yes, made for children</option>
              </select>
            )}
          </Field>
        </div>
        <TagsField key={isSent ? 'sent' : 'open'} tags={words.tags} onTags={(tags) => set({ tags })} />
      </fieldset>
    </Step>
  )
}

function TagsField({ tags, onTags }: { tags: readonly string[]; onTags: (tags: string[]) => void }) {
  return (
    <Field label="Tags" foot="Parted by commas; none are needed.">
      {(id) => (
        <input
          id={id}
          defaultValue={tags.join(', ')}
          onChange={({ target }) => onTags(tagsOf(target.value))}
          className={`${BOX} h-8`}
        />
      )}
    </Field>
  )
}

const tagsOf = (text: string): string[] =>
  text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')

function Field(props: { label: string; foot: string | null; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium text-xs">
        {props.label}
      </label>
      {props.children(id)}
      {props.foot !== null && <p className="figures mt-1 text-soft text-xs">{props.foot}</p>}
    </div>
  )
}
