import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { refusePartialClone } from "../../git/config/completeness.ts";
import type { Clock, Random } from "../../base/ports.ts";
import { formatTime, parseTime } from "../../base/time.ts";
import type { RequestKind } from "../../gate/requestKind.ts";
import { takeOutSecrets } from "../../redaction/givenText.ts";
import { isRequestId, type RequestId } from "../../sessions/model/requestId.ts";
import type { SessionView } from "../../sessions/model/session.ts";
import type { AskedLookups } from "../kinds/common/askedKind.ts";
import { requestKind, type InputOf, type ReviewRequest } from "../kinds/requestKinds.ts";

export interface RequestParts {
  readonly lookups: AskedLookups;
  readonly clock: Clock;
  readonly random: Random;
}

/** A request of one kind as things stand now, its summary without secrets. Throws what the kind does (kinds/), and `usage` for a summary or a name that cannot be used. */
export async function createRequest<Kind extends RequestKind>(
  { lookups, clock, random }: RequestParts,
  kind: Kind,
  session: SessionView,
  input: InputOf<Kind>,
): Promise<{ readonly request: ReviewRequest; readonly redacted: readonly string[] }> {
  const { text: summary, rules: redacted } = await takeOutSecrets(input.summary);
  const asked = requestKind(kind);
  const repository = await lookups.repository();
  const { commonDir } = repository.paths;
  await refusePartialClone(lookups.fs, repository, (await lookups.fs.realPath(commonDir)) ?? commonDir, input.signal);
  const own = await asked.create(session, input, lookups);
  const now = clock.now();
  const { deadlineIn, replaces, askedAgainBy, agent } = input;
  const parsed = asked.schema.safeParse({
    version: 1,
    id: requestId(kind, now, random),
    session: session.id,
    requested_by: requester(input.requestedBy),
    summary: summaryText(summary),
    created: formatTime(now),
    ...(deadlineIn === undefined ? {} : { deadline: formatTime(now + deadlineIn) }),
    ...(replaces === undefined ? {} : { replaces }),
    ...(askedAgainBy === undefined ? {} : { asked_again_by: requester(askedAgainBy) }),
    ...(agent === undefined ? {} : { agent }),
    kind,
    ...own,
  });
  if (parsed.success) return { request: parsed.data, redacted };
  const member = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new WorkflowError("usage", say`The request's “${member}” cannot be used.`, say`Correct it, then ask again.`);
}

function requestId(kind: RequestKind, now: number, random: Random): RequestId {
  const id = `${formatTime(now).replaceAll(/[-:]/gu, "")}-${kind}-${random.hex(4)}`;
  if (isRequestId(id)) return id;
  throw new WorkflowError("internal", say`“${id}” is not the id of a request.`, say`Look at the computer's clock.`);
}

const longestSummary = 16_384;
const longestName = 200;

/** Line breaks and tabs are text; other control characters only hide or forge it. */
function summaryText(text: string): string {
  const summary = text.replaceAll("\r\n", "\n").trim();
  const controls = /\p{Cc}/u.test(summary.replaceAll(/[\t\n]/gu, ""));
  if (summary === "" || summary.length > longestSummary || controls || !summary.isWellFormed()) {
    throw new WorkflowError(
      "usage",
      say`The summary cannot be used.`,
      say`Say in 1 to 16,384 characters what was done and why; no control characters.`,
    );
  }
  return summary;
}

function requester(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= longestName && !/\p{Cc}/u.test(name) && name.isWellFormed()) return name;
  throw new WorkflowError(
    "usage",
    say`The name of who asks cannot be used.`,
    say`Use one line of 1 to 200 characters.`,
  );
}

/** As long from now as the old one had from its beginning. */
export function timeLeft({ created, deadline }: ReviewRequest): { readonly deadlineIn?: number } {
  const end = deadline === undefined ? undefined : parseTime(deadline);
  return end === undefined ? {} : { deadlineIn: Math.max(60_000, end - (parseTime(created) ?? end)) };
}
