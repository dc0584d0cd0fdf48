/** Directory inside a session where the next state of its files is prepared. */
export const lockName = ".edit";

/** Locks not yet in use, or taken out of use. */
export const lockAsidePrefix = ".edit-";
