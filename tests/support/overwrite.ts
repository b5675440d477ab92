import { chmod, readFile, writeFile } from 'node:fs/promises'

/** Writes into a file that nobody should write into, as somebody who is determined to. */
export async function overwrite(path: string, content: Uint8Array | string): Promise<void> {
  await chmod(path, 0o600)
  await writeFile(path, content)
}

/** The same at its end. */
export async function appendTo(path: string, text: string): Promise<void> {
  await overwrite(path, Buffer.concat([await readFile(path), Buffer.from(text)]))
}
