export interface SetupLock {
  addProcess(pid: number): void
  release(): void
}
export function nameProcess(pid: number): string
export function isAlive(name: string): boolean
export function takeLock(file: string, say: (line: string) => void): Promise<SetupLock>
