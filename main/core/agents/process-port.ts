/** What is known of a process: its number, and what tells it from a later one with the same number; null: nothing does. */
export interface NotedProcess {
  readonly pid: number
  readonly identity: string | null
}

/** The processes of agents, as far as a later console has to do with them. */
export interface ProcessPort {
  /** Of a process that runs; `identity` null when it is gone, or the system does not tell. */
  note(pid: number): Promise<NotedProcess>
  /**
   * Ends what is left of a run: the groups that these processes lead or led, and whatever else bears the mark of the run. Resolves to
   * whether nothing of it is left, as far as can be known. Never rejects.
   */
  endLeftovers(runId: string, noted: readonly NotedProcess[]): Promise<boolean>
}
