/** `README.txt` of a proof folder. */
export function proofReadme(subject: { readonly kind: string; readonly id: string }, fingerprint: string): string {
  return `Proof of ${subject.kind} ${subject.id}

Verify it, on any machine with Node 20 or newer, without a network:

    node verify.mjs

It says what is proven and what is not, and ends with exit code 0 only if everything holds. Two things it cannot know by itself:

  Whose key it is. The key of this proof has the fingerprint (sha256 of the public key, SPKI, DER)
    ${fingerprint}
  Ask its owner for the fingerprint by another way, and give that:
    node verify.mjs --key FINGERPRINT

  Whether a deposit is where it should be. Fetch the file of deposits from the place that verify.mjs names, and give it;
  every deposit in it is held against this proof. Several files, and folders of them, can be given:
    node verify.mjs --anchor PATH

Who does not trust this verify.mjs takes one from another copy of Countersign:
    node verify.mjs FOLDER

lines.jsonl       the lines of the audit log, as they are on the disk
inclusion.json    for each line the hashes that lead to the root of the Merkle tree over the whole log (RFC 6962)
deposits.json     for each deposit the hashes that show that it is in this log
approvals/        what was approved or denied, byte by byte
evidence/         packages of evidence: files, and their signed manifests
public-key.pem    the key that signed everything here
proof.json        the signed list of all files, the head of the log, and the root of the tree
`
}
