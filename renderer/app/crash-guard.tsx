import { Component, type ReactNode } from 'react'
import { asFailure } from '../client/failure.ts'
import { ProblemView } from '../design/problem-view.tsx'

/** Shows a mistake in the console itself instead of an empty page. React offers this to classes only. */
export class CrashGuard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <main className="flex h-full items-center justify-center p-6">
        <div className="w-full max-w-[28rem]">
          <h1 className="mb-3 font-semibold text-lg">Countersign</h1>
          <ProblemView failure={asFailure(this.state.error)} onRetry={() => location.reload()} />
        </div>
      </main>
    )
  }
}
