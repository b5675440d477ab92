/** Resolves when whatever else waits has had its turn: long work asks for it between its parts, so that it holds nobody up. */
export type NextTurn = () => Promise<void>
