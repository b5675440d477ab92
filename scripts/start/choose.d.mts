export interface StartMachine {
  root: string
  flags: string[]
  env: Record<string, string | undefined>
  platform: string
  uid: number | undefined
}
export function chooseStart(machine: StartMachine): { command: string; args: string[]; why: string }
