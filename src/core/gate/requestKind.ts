export const requestKinds = ["merge", "commit", "teardown", "publish"] as const;
export type RequestKind = (typeof requestKinds)[number];
