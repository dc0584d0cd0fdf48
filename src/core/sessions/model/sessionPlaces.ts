export const placeFolders = ["", "active", "completed", "archives"] as const;
export type Place = (typeof placeFolders)[number];
