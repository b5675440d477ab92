import { readFile } from 'node:fs/promises'

const IMPORT = /^import \{[^}]*\} from '\.\/verify-hashes\.mjs'\n/m

/** The verifier of proofs as one file: its parts lie beside this module, as source or as it was built. */
export async function readVerifier(): Promise<string> {
  const [whole, part] = await Promise.all(['verify-proof.mjs', 'verify-hashes.mjs'].map(textOf))
  if (whole === undefined || part === undefined || !IMPORT.test(whole))
    throw new Error('the verifier of proofs is incomplete')
  return whole.replace(IMPORT, () => part.replaceAll(/^export /gm, ''))
}

const textOf = (name: string): Promise<string> => readFile(new URL(`./${name}`, import.meta.url), 'utf8')
