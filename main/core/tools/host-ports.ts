/** A picture of what is on a screen now. `png`: PNG (ISO/IEC 15948). */
export interface ScreenPicture {
  readonly png: Uint8Array
  readonly width: number
  readonly height: number
}

export interface ScreenSource {
  readonly id: string
  readonly name: string
  readonly kind: 'screen' | 'window'
}

/** What the desktop app can do for tools and a plain process cannot. */
export interface HostPorts {
  /** Null under plain Node. */
  readonly screen: {
    sources(signal: AbortSignal): Promise<readonly ScreenSource[]>
    /** The source that the operator chose for this run; null when none was chosen. */
    chosen(): string | null
    capture(sourceId: string, signal: AbortSignal): Promise<ScreenPicture>
  } | null
  /**
   * Shows a notification; null where nothing can. Resolves when the system has shown it; rejects when it has not, and with an AbortError or
   * TimeoutError when it does not say.
   */
  readonly notify:
    | ((notice: { readonly title: string; readonly body: string }, signal: AbortSignal) => Promise<void>)
    | null
  /** Opens an https address in the browser of the operator; null where nobody sits in front. */
  readonly openExternal: ((url: string) => Promise<void>) | null
}

export const NO_HOST_PORTS: HostPorts = { screen: null, notify: null, openExternal: null }
