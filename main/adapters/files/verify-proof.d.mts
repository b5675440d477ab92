/** What a proof folder holds (`said`), what it cannot show (`open`), and what is wrong with it (`problems`), in words. */
export interface ProofVerdict {
  readonly ok: boolean
  readonly problems: readonly string[]
  readonly said: readonly string[]
  readonly open: readonly string[]
  /** In words, what the proof left out because there was too much; null when nothing. */
  readonly leftOut: string | null
}

/** A file of deposits, as it was fetched from the place of an anchor. */
export interface GivenDeposits {
  readonly name: string
  readonly text: string
}

export function verifyProof(
  folder: string,
  wantedKey: string | null,
  given: readonly GivenDeposits[] | null,
): ProofVerdict
