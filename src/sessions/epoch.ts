/** What tells since when the cookie sessions of an owner are good: `login` notes it, every request compares. */
export interface SessionEpoch {
  /** Gives the present number of an owner. Called with every request, so keep it in memory. */
  current(owner: string): number
  /** Makes another number the present one: `revokeAll` calls it. */
  next(owner: string): unknown
}
