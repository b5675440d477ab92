import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A program of this folder that runs in a process of its own and answers one question at a time. */
export interface Program<Question, Answer> {
  readonly pid: number
  /** Rejects with the program's own words when it fails, or when it leaves instead of answering. */
  ask(question: Question): Promise<Answer>
  stop(): Promise<void>
}

/** What a program sends back. */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly failure: string }

/** Starts `scripts/bench/<name>.ts`. The program ends by itself when this process does. */
export function startProgram<Question extends object, Answer>(name: string): Program<Question, Answer> {
  const child = fork(join(import.meta.dirname, '..', `${name}.ts`), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  return {
    pid: child.pid ?? 0,
    ask: async (question) => {
      const replied = once(child, 'message')
      child.send(question)
      const first = await Promise.race([replied, exited.then(() => null)])
      if (first === null) throw new Error(`${name} left before it answered`)
      const outcome = first[0] as Outcome<Answer>
      if ('failure' in outcome) throw new Error(`${name}: ${outcome.failure}`)
      return outcome.answer
    },
    stop: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
