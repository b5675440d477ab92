const KEY = 'countersign:first-steps'

/** Whether the operator does not want to see the first steps by themselves any more. */
export function areFirstStepsDone(): boolean {
  try {
    return localStorage.getItem(KEY) === 'done'
  } catch {
    return false
  }
}

export function firstStepsAreDone(): void {
  try {
    localStorage.setItem(KEY, 'done')
  } catch {
    // A browser that keeps nothing shows them again the next time that there is no task.
  }
}
