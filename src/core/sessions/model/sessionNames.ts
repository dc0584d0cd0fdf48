/** Folders of a session that hold its transition records and its saves. */
export const phasesFolder = "phases";
export const savesFolder = "saves";

/** Folder of a session with the requests that were made for it. */
export const approvalsFolder = "approvals";

/** Folder of a session with the comments on it, one file each. */
export const annotationsFolder = "annotations";

/** Directories of `.workflow` under construction or being thrown away; never seen as sessions. */
export const newPrefix = ".new-";
export const oldPrefix = ".old-";

/** Directory of `.workflow` with the directories of deleted sessions; never looked into. */
export const deletedName = ".deleted";

/** The throwaway workspace of commands that are run while no session is active. */
export const temporaryName = ".temporary";
