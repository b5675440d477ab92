/** The console cannot start as it was asked to. `exitCode` 2: the call or its settings are wrong; 1: the state of the machine is. */
export class StartupError extends Error {
  override readonly name = 'StartupError'
  readonly exitCode: 1 | 2
  readonly remedy: string

  constructor(exitCode: 1 | 2, message: string, remedy: string) {
    super(message)
    this.exitCode = exitCode
    this.remedy = remedy
  }
}
