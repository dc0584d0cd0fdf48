/** The keys a decision is believed with; kept in the user's own configuration, outside every workspace. */
export interface ReviewerKeys {
  /** SPKI in base64: the present key, then those it took the place of, which history is read with. Empty: there is none yet. */
  keys(): Promise<readonly string[]>;
  /** Makes this the present key. */
  publish(key: string): Promise<void>;
}
