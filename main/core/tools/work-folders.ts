/** Folders in which tools keep what is not yet evidence, one for each call, on the same disk as the evidence. */
export interface WorkFolders {
  /** Absolute path; made when it is not there. Rejects with the system's error. */
  open(callId: string): Promise<string>
  /** With everything in it. Rejects with the system's error. */
  remove(callId: string): Promise<void>
}
