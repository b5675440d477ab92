import type { PolicyView } from '../../../contract/policy.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { lint } from '../../core/policy/lint.ts'
import type { PolicyHistory, PolicyVersion } from '../../core/policy/policy-history.ts'
import type { PolicyAuthor, PolicyLines } from '../../core/policy/policy-lines.ts'
import type { PolicySource } from '../../core/policy/policy-source.ts'
import type { KnownTool } from '../../core/policy/rule-reach.ts'
import type { SoundPolicy, UnfitPolicy } from './found-policy.ts'
import type { KeptTexts } from './kept-texts.ts'

export interface InForceParts {
  readonly file: string
  readonly kept: KeptTexts
  readonly lines: PolicyLines
  readonly history: PolicyHistory
  readonly tools: readonly KnownTool[]
  readonly clock: Clock
  readonly logger: Logger
}

/** What is in force, and how something else comes to be. Its steps must not run side by side. */
export interface PolicyInForce extends Pick<PolicySource, 'current' | 'onChange'> {
  /**
   * The text is kept and the line is on the disk before the policy comes into force; `between` runs after the line, and if it fails, the
   * policy does not, and a second line says so. Throws AppError `audit_unavailable`, what keeping the text throws, and what `between` does.
   */
  takeUp(sound: SoundPolicy, by: PolicyAuthor, because: string | null, between: () => Promise<void>): Promise<void>
  /** Shows why the file is not in force, and records it once. Throws AppError `audit_unavailable`. */
  refuse(unfit: UnfitPolicy, by: PolicyAuthor): Promise<void>
  /** Makes the log say what is in force, where it says something else. Throws AppError `audit_unavailable`. */
  settle(by: PolicyAuthor, because: string | null): Promise<void>
}

/** `first` is in force at once, but is in the log only after `settle`. */
export function createPolicyInForce(parts: InForceParts, first: SoundPolicy): PolicyInForce {
  const { kept, lines, history, clock } = parts
  const listeners = new Set<(now: PolicyView, before: PolicyView) => void>()
  const last = history.loaded()
  let recorded: PolicyVersion | null = last
  let toldOf = history.refused()
  let view = viewOf(first, last !== null && same(last, first) ? last.at : timestamp(clock))

  function viewOf({ sha256, origin, text, policy }: SoundPolicy, loaded_at: string): PolicyView {
    const { file: path, tools } = parts
    return { sha256, origin, path, loaded_at, text, policy, lint: lint(policy, tools), refused: null }
  }

  function install(next: PolicyView): void {
    const before = view
    view = next
    for (const listener of listeners) {
      try {
        listener(next, before)
      } catch (error) {
        parts.logger.error({ err: error }, 'a part of the console failed at a change of the policy')
      }
    }
  }

  async function settle(by: PolicyAuthor, because: string | null): Promise<void> {
    if (recorded !== null && same(recorded, view)) return
    await kept.keep(view.sha256, view.text)
    const facts = { rules: view.policy.rules.length, before: recorded?.sha256 ?? null, because }
    await lines.loaded(by, view, facts)
    recorded = view
  }

  return {
    current: () => view,
    onChange: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    takeUp: async (sound, by, because, between) => {
      if (same(sound, view)) {
        await settle(by, because)
        toldOf = null
        if (view.refused === null) return
        view = { ...view, refused: null }
        return lines.tell(by, view.sha256, null)
      }
      await kept.keep(sound.sha256, sound.text)
      const facts = { rules: sound.policy.rules.length, before: view.sha256, because }
      const written = await lines.loaded(by, sound, facts)
      recorded = sound
      try {
        await between()
      } catch (error) {
        await settle(by, 'the file could not be written').catch((cause: unknown) =>
          parts.logger.error({ err: cause }, 'the log names a policy that is not in force; it is put right later'),
        )
        throw error
      }
      toldOf = null
      install(viewOf(sound, written.ts))
      lines.tell(by, sound.sha256, written)
    },
    refuse: async (unfit, by) => {
      const { sha256, reason } = unfit
      const known = toldOf !== null && toldOf.sha256 === sha256 && toldOf.reason === reason
      const at = known ? (toldOf?.at ?? timestamp(clock)) : timestamp(clock)
      view = { ...view, refused: { sha256, at, reason } }
      if (known) return
      await lines.refused(by, sha256, reason, view.sha256)
      toldOf = { ...unfit, at }
    },
    settle,
  }
}

function same(a: PolicyVersion, b: PolicyVersion): boolean {
  return a.sha256 === b.sha256 && a.origin === b.origin
}
