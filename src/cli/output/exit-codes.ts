/** What the command line returns; documented in its help. */
export const EXIT = {
  ok: 0,
  /** A fault of ours. */
  unexpected: 1,
  /** Arguments that cannot be. */
  usage: 2,
  /** No usable document in the input. */
  badData: 3,
  /** A model that is missing, damaged or of an unknown kind. */
  model: 4,
  /** The result could not be written. */
  write: 5,
  /** A completion server that cannot be reached or cannot give what is needed. */
  endpoint: 6,
  /** Ctrl-C. */
  interrupted: 130,
} as const;
