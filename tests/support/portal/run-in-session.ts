import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a program of a session to its end; answers what it wrote. */
export async function runInSession(
  env: Readonly<Record<string, string>>,
  program: string,
  args: readonly string[],
): Promise<string> {
  const given = { env: { PATH: process.env['PATH'], ...env }, timeout: 60_000 }
  return (await promisify(execFile)(program, [...args], given)).stdout
}
