import type { Outcome } from './program.ts'

/** The program's side: answers every question of the process that started it, and leaves when that process is gone. */
export function answerParent<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  const reply = (outcome: Outcome<Answer>): void => {
    process.send?.(outcome)
  }
  process.on('disconnect', () => process.exit(0))
  process.on('message', (question) => {
    answer(question as Question).then(
      (value) => reply({ answer: value }),
      (error: Error) => reply({ failure: error.stack ?? error.message }),
    )
  })
}
