const GIB = 1024 ** 3

/**
 * A tree of more than this is neither hashed nor copied, in bytes as its files say them: a hole in a file takes no room until it is copied,
 * and as long to read as anything else.
 */
const MOST_BYTES = 8 * GIB

/** Adds up the files of a tree. */
export interface TreeSize {
  /** False: with this file it is more than may be looked at. */
  fits(bytes: number): boolean
}

export function measureTree(): TreeSize {
  let sum = 0
  return {
    fits: (bytes) => {
      sum += bytes
      return sum <= MOST_BYTES
    },
  }
}

export const TOO_LARGE = `it has more than ${MOST_BYTES / GIB} GiB of files`
