/** What is read and shown without being asked for. Bytes, but for `changedLines`. */
export const proposalLimits = {
  /** A text of which one side is larger is `large`: not shown unasked, its hidden characters not counted. */
  text: 1 << 20,
  /** Changed lines beyond which a text is `large`, too. */
  changedLines: 20_000,
  /** An image of which one side is larger is `large`. */
  image: 4 << 20,
  /** All contents that are read for one list together; the texts beyond it are `large`. */
  listing: 64 << 20,
  /** Never shown, even when asked for: the page has to hold both sides. */
  ever: 64 << 20,
} as const;
