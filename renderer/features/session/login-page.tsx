import { type FormEvent, useState } from 'react'
import type { Failure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Command } from '../../design/face.tsx'
import { MarkIcon } from '../../design/icons.tsx'
import { ProblemView } from '../../design/problem-view.tsx'

/** One field for the one-time code. `ended`: a session was open and is over. */
export function LoginPage(props: {
  failure: Failure | null
  ended: boolean
  onLogIn: (code: string) => Promise<void>
}) {
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (code.trim() === '' || busy) return
    setBusy(true)
    await props.onLogIn(code)
    setBusy(false)
  }
  return (
    <main className="flex h-full items-center justify-center overflow-y-auto p-6">
      <div className="w-full max-w-[23rem]">
        <div className="mb-6 flex items-center gap-2.5">
          <MarkIcon />
          <h1 className="font-semibold text-lg tracking-tight">Countersign</h1>
        </div>
        {props.ended && (
          <p role="status" className="mb-4 rounded-md border border-warn-line bg-warn-ground px-3 py-2 text-ink">
            The session is over. Log in again to see the tasks.
          </p>
        )}
        <form onSubmit={submit}>
          <label htmlFor="code" className="mb-1.5 block font-medium">
            One-time code
          </label>
          <div className="flex gap-2">
            <input
              id="code"
              name="code"
              value={code}
              onChange={(event) => setCode(event.target.value)}
              autoComplete="one-time-code"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={64}
              placeholder="XXXX-XXXX-XXXX"
              // biome-ignore lint/a11y/noAutofocus: the page has this one field
              autoFocus
              className="figures h-9 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-3 font-mono text-base uppercase tracking-[0.08em]"
            />
            <Button look="accent" type="submit" className="!h-9 px-4" disabled={busy || code.trim() === ''}>
              Log in
            </Button>
          </div>
        </form>
        {props.failure !== null && (
          <div className="mt-4">
            <ProblemView failure={props.failure} onRetry={null} />
          </div>
        )}
        <div className="mt-6 border-line border-t pt-4 text-soft leading-relaxed">
          <p>Make a code on the machine where Countersign runs. It works once, for ten minutes.</p>
          <p className="mt-2.5">
            <Command>npx countersign login</Command>
          </p>
        </div>
      </div>
    </main>
  )
}
