import { StartupError } from './core/kernel/startup-error.ts'
import { operatorName } from './operator-name.ts'

/** Given as `7`, or as `7=anna`: the user 7 is the person who decides at the console as `operator:anna`. */
export interface TelegramOperators {
  readonly operators: readonly number[]
  /** By number; who is not in it may be anybody. */
  readonly operator_names: ReadonlyMap<number, string>
}

/** `where`: the variable or member that they stand in. Throws StartupError (exit 2) that names it. */
export function telegramOperators(where: string, given: readonly string[]): TelegramOperators {
  const operators: number[] = []
  const operator_names = new Map<number, string>()
  for (const text of given) {
    const [, digits, name] = /^\s*(-?\d{1,16})\s*(?:=\s*(.*?)\s*)?$/.exec(text) ?? []
    const id = Number(digits)
    if (digits === undefined || !Number.isSafeInteger(id))
      throw wrong(
        `${where}: "${text.trim()}" is no id`,
        'give numbers, or NUMBER=NAME, separated by commas; not @names',
      )
    if (operators.includes(id)) throw wrong(`${where}: ${id} is given twice`, 'give each number once')
    operators.push(id)
    if (name !== undefined) operator_names.set(id, operatorName(where, name))
  }
  return { operators, operator_names }
}

const wrong = (message: string, remedy: string): StartupError => new StartupError(2, message, remedy)
