import { makeAskedWorkspace } from "../support/askedWorkspace.ts";
import { copyExtension, emptyExtension, withoutActivationEvents } from "../support/extensionCopy.ts";
import type { IdleFigures } from "../support/idleProbe.ts";
import { probeWindow } from "../support/probeWindow.ts";
import { atMost, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";

const [sessions, asking] = [1_000, 10];

/** Milliseconds of processor time for each second that nothing happens in. */
const perSecond = 15;

const sum = ({ own, children }: IdleFigures): number => own + children;

export const row: BenchRow = {
  id: "idle",
  position: 101,
  title: `an idle window with ${sessions} sessions and ${asking} waiting requests in a real VS Code, processor time`,
  unit: "seconds",
  sizes: [60],
  quickSizes: [15],
  target: `≤ ${perSecond} ms of processor time, git's included, for each second`,
  async run(context, seconds) {
    const ours = await copyExtension(await context.directory());
    await withoutActivationEvents(ours);
    const empty = await emptyExtension(await context.directory());
    const { root } = await makeAskedWorkspace(await context.directory(), sessions, asking);
    const measureIdle = async (extension: typeof ours): Promise<IdleFigures> => {
      const window = { extension, opened: root, directory: await context.directory(), told: { seconds } };
      return (await probeWindow("idleProbe.ts", window)) as IdleFigures;
    };
    const floor = await measureIdle(empty);
    const figures = await measureIdle(ours);
    if (figures.reviews < asking) throw new Error(`The window shows ${figures.reviews} of ${asking} requests.`);
    return {
      figures: {
        ours: new Series([sum(figures)]),
        floor: new Series([sum(floor)]),
        own: new Series([figures.own]),
        children: new Series([figures.children]),
      },
      checks: [atMost("ours without the floor", sum(figures) - sum(floor), perSecond * seconds, "ms")],
      notes: [
        "floor: the same window with an extension that does nothing; own: the extension host; children: what it started, counted by the system in hundredths of a second",
        `the window ${figures.focused ? "has" : "does not have"} the focus and shows the view of the sessions`,
      ],
    };
  },
};
