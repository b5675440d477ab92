/** What a proof folder holds (`said`), what it cannot show (`open`), and what is wrong with it (`problems`), in words. */
export interface ProofVerdict {
  readonly ok: boolean
  readonly problems: readonly string[]
  readonly said: readonly string[]
  readonly open: readonly string[]
}

export function verifyProof(folder: string, wantedKey: string | null, anchorText: string | null): ProofVerdict
