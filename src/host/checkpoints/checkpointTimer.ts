import * as vscode from "vscode";
import { asWorkflowError } from "../../core/errors.ts";
import { settings } from "../contributions.ts";
import type { Feature } from "../host.ts";
import type { Place } from "../places/place.ts";
import { numberSetting } from "./checkpointSettings.ts";

const minute = 60_000;

/** Takes a checkpoint of each folder's current session every so many minutes, if the person turned that on (0: off). */
export const registerCheckpointTimer: Feature = ({ places, log }) => {
  const taken = new Map<string, number>();
  const takeOne = async (place: Place, every: number): Promise<void> => {
    const session = place.current();
    const now = place.workspace.clock.elapsed();
    const last = taken.get(place.key);
    taken.set(place.key, last ?? now);
    if (session === undefined || last === undefined || now - last < every) return;
    taken.set(place.key, now);
    try {
      const { checkpoints } = await place.openVersions();
      await checkpoints.take(session.id, { trigger: "timer" });
    } catch (error) {
      log.warn(`No checkpoint by timer of ${session.id}: ${asWorkflowError(error).message}`);
    }
  };
  const timer = setInterval(() => {
    const minutes = numberSetting(settings.checkpointTimer, 0, 0);
    if (minutes === 0 || !vscode.workspace.isTrusted) return;
    for (const place of places.all()) void takeOne(place, minutes * minute);
  }, minute);
  return new vscode.Disposable(() => clearInterval(timer));
};
