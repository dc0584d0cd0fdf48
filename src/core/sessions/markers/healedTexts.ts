import { joined, say, type Text } from "../../base/text.ts";
import type { SessionId } from "../model/sessionId.ts";

/** So many sessions are named, and the others counted. */
const mostNamed = 5;

/** What healing did with several markers. */
export function foldedText(kept: SessionId, folded: readonly SessionId[]): Text {
  return say`Several sessions were marked active; kept ${kept}, removed the markers of ${named(folded)}.`;
}

/** What healing did with markers that stood for nothing. */
export function orphansText(orphans: readonly SessionId[]): Text {
  return say`Removed the markers of sessions that have no directory: ${named(orphans)}.`;
}

function named(ids: readonly SessionId[]): Text {
  const first = joined(ids.slice(0, mostNamed), ", ");
  return ids.length <= mostNamed ? first : say`${first} and ${ids.length - mostNamed} more`;
}
