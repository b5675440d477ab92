/** What ran in the sandbox. `output`: standard output and error as they came, cut to `max_output_bytes`. */
export interface SandboxOutcome {
  readonly exit_code: number | null
  readonly signal: string | null
  readonly timed_out: boolean
  readonly output: Uint8Array
  readonly output_cut: boolean
}

export interface SandboxOrder {
  readonly argv: readonly string[]
  /** Absolute; the only folder that can be written, and only for this run. */
  readonly folder: string
  readonly timeout_ms: number
  readonly max_output_bytes: number
}

/** Runs a program that can write nothing but its folder, has no network, and sees no environment but PATH, HOME, LANG and TMPDIR. */
export interface SandboxPort {
  /** Name for people, like `bubblewrap 0.8.0`; null with the reason when this machine has none. */
  readiness(): Promise<
    | { readonly ready: true; readonly name: string }
    | { readonly ready: false; readonly reason: string; readonly remediation_hint: string }
  >
  /** The whole process group is ended at the deadline or when `signal` is aborted. Throws AppError `sandbox_unavailable` when it cannot be had. */
  run(order: SandboxOrder, signal: AbortSignal): Promise<SandboxOutcome>
}
