import { expect, it } from "vitest";
import {
  keptBytes,
  keptFiles,
  keptFor,
  keptSegments,
  lineBytes,
  segmentBytes,
} from "../../../src/core/events/eventFiles.ts";
import { eventTypes } from "./eventReference.ts";

const [kib, mib, day] = [1024, 1024 * 1024, 24 * 3_600_000];

const page = `# Events

\`npm run reference\` writes this page; the compiler holds the table against \`EventMembers\` (\`src/core/events/model/event.ts\`).

What has happened in a workspace stands in \`.workflow/.events/\`, a line of JSON for each event. \`wfs events [--follow] [--since T] [--session ID] --json\` prints them, timelines and traces are
made of them. It is the only record beside the signed audit log, and the two are not alike: **events are not signed, any process that may write there can write, change or remove one, and nothing
decides by them.** What was granted is in the audit log and in receipts (gate.md).

\`\`\`json
{"at":"2026-09-07T10:00:00.250Z","session":"WFS-a","actor":"person","type":"checkpoint.taken","n":3,"trigger":"manual","commit":"1c0f…"}
\`\`\`

| member    | meaning |
| --- | --- |
| \`at\`      | when it was noted, RFC 3339, in UTC with milliseconds |
| \`session\` | the session it is of, under the name it had then (\`session.renamed\` links the two); \`WFS-temporary\` is the temporary workspace, \`null\` the workspace as a whole |
| \`actor\`   | who did it: \`person\` is a window of VS Code, whether somebody clicked or it acted by itself; \`wfs\` the command line; everything else is what an agent calls itself there (\`WORKFLOW_AGENT\`, else the known agent it runs in), on one line, cut at 200 characters. No agent can be called \`person\` by \`wfs\` |
| \`type\`    | what has happened; later versions may add types and members, so pass over what is not known |

## Types

${eventTypes()}

Members are ids, names, numbers and short texts out of which secrets were taken; contents of files are never among them. Of an event that would be larger than ${lineBytes / kib} KiB, long texts and lists are cut: a text ends
with \`… (cut)\`, a list with \`… and N more (cut)\`.

## Promises

- **Written after it has happened.** Whoever does something notes it right after the point from which it counts, whichever door it came through, and never before. A process that is killed in between leaves no event of it: at most
  once. What another process then completes is noted by that (\`fork.recovered\`, \`checkpoint.recovered\`, and what the completed step itself notes); a draft that is sent again after a kill may be noted twice.
- **One write for each line**, so that lines of several processes never mix. Where a full disk or a kill cuts one off, the next begins a new line, and what is no event is passed over (\`wfs events\` says how many lines).
- **Order.** The lines of a file stand in the order they were written; the files of one writer follow by their numbers; between writers the times count. A clock that goes back changes nothing in a file's order.
- **Nothing waits for it, nothing fails by it.** Lines are not flushed to disk, so a power failure may take the last ones. Where one cannot be written (a full disk, no permission, \`.events\` is a link or a file), a process says so once and goes on; no link is followed.
- **Bounded.** A writer is a machine or container; its files are \`<its name>-<n>.jsonl\`, numbered from \`0001\`. At ${segmentBytes / mib} MiB the next begins, and the ${keptSegments} newest of a writer stay. Files nobody has written to for ${keptFor / day} days go, and beyond
  ${keptBytes / mib} MiB or ${keptFiles} files in all the ones written to the longest time ago, whenever a new file begins.
- **The workspace's own.** Events outlive the session they are of, also its deletion. \`.events/.gitignore\` keeps them out of commits, and no branch may bring any along. Whoever wants none may delete the directory at any time; the next event makes it again.
`;

it("docs/events.md says every type of event with its members (`npm run reference` writes it anew)", async () => {
  await expect(page).toMatchFileSnapshot("../../../docs/events.md");
});
