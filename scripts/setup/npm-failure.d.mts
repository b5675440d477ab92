export function explainNpmFailure(code: number, output: string): Error & { remedy: string }
export function explainSystemError(error: unknown): (Error & { remedy: string }) | undefined
