export const requestKinds = ["merge", "commit", "teardown"] as const;
export type RequestKind = (typeof requestKinds)[number];
