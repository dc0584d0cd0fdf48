import type { Annotations } from "../../../src/core/annotations/annotation.ts";
import type { Requests } from "../../../src/core/review/requests/requests.ts";
import type { SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { git } from "./gitHistory.ts";
import type { Deed } from "./stories.ts";

export type TalkDeed = Extract<
  Deed,
  { readonly does: "annotate" | "ask to merge" | "ask to remove" | "ask to commit" }
>;

interface TalkStage {
  readonly root: string;
  readonly id: SessionId;
  readonly annotations: Annotations;
  readonly requests: Requests;
}

/** What people and agents say to each other: annotations, and requests that wait for somebody. */
export async function doTalkDeed({ root, id, annotations, requests }: TalkStage, deed: TalkDeed): Promise<void> {
  switch (deed.does) {
    case "annotate": {
      const { on, body, labels = [], by, replies = [] } = deed;
      const text = on === undefined ? "" : git(root, ["show", `session/${id}:${on.file}`]);
      const line = on === undefined ? 0 : text.split("\n").findIndex((candidate) => candidate.includes(on.line)) + 1;
      const place =
        on === undefined
          ? { subject: { session: id } }
          : { subject: { session: id, file: on.file, lines: { side: "new", start: line, end: line } as const }, text };
      const thread = await annotations.add({ ...place, body, labels, author: by });
      for (const reply of replies) await annotations.reply(thread.id, reply.body, reply.by);
      return;
    }
    case "ask to merge":
      await requests.ask("merge", id, { into: "main", summary: deed.summary, requestedBy: deed.by });
      return;
    case "ask to remove":
      await requests.ask("teardown", id, { summary: deed.summary, requestedBy: deed.by });
      return;
    case "ask to commit":
      await requests.ask("commit", id, { summary: deed.summary, requestedBy: deed.by });
  }
}
