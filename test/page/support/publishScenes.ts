import type { Snapshot } from "../../../src/messages/review.ts";

const publishing = {
  headline: "Publish WFS-user-profile-a to origin/session/WFS-user-profile-a",
  detail:
    "Push 3 commits to session/WFS-user-profile-a of git@github.com:robin/harbour.git, which stands at 1a2b3c4d5e (2 files +14 −3)",
} as const;

/** The page of a request to publish, before the remote is turned on, while it waits, and once it was granted. */
export const publishStates = (waiting: Snapshot): Readonly<Record<string, Snapshot>> => ({
  publishOff: {
    ...waiting,
    ...publishing,
    state: "blocked",
    detail:
      "4d5e6f7a8b would be pushed to session/WFS-user-profile-a of git@github.com:robin/harbour.git; where that stands is not known (2 files +14 −3)",
    banner: [
      "Publishing to origin (git@github.com:robin/harbour.git) is not turned on for this repository, so where the branch stands there is not known.",
      "Turn it on, if that is where it should go (“Turn On Publishing to This Remote…”); nothing is sent by that.",
    ],
    can: { ...waiting.can, grant: false, turnOn: true },
    whyNot: [
      "Publishing to origin (git@github.com:robin/harbour.git) is not turned on for this repository, so where the branch stands there is not known.",
    ],
  },
  publishWaits: {
    ...waiting,
    ...publishing,
    detail:
      "Push 3 commits to session/WFS-user-profile-a of git@github.com:robin/harbour.git, which stands at 1a2b3c4d5e and loses 2 commits (2 files +14 −3)",
    lists: [
      {
        title: "Replaced history: the remote loses 2 commits",
        severity: "warning",
        items: ["session/WFS-user-profile-a 1a2b3c4d5e"],
      },
      {
        title: "What your own configuration of git uses on the way",
        severity: "info",
        items: ["credential.helper=store"],
      },
    ],
  },
  published: {
    ...waiting,
    ...publishing,
    state: "executed",
    banner: [
      "Granted and done.",
      "origin/session/WFS-user-profile-a of git@github.com:robin/harbour.git is at 4d5e6f7a8b now. The pull request was not made: gh is not signed in (gh auth login).",
      "Granted by Robin, today, 11:58 AM (2 minutes ago).",
    ],
    can: { ...waiting.can, grant: false, deny: false, changes: false, pullRequest: true },
  },
});
