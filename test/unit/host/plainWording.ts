import { parseTime } from "../../../src/core/base/time.ts";
import type { Wording } from "../../../src/host/wording/wording.ts";

/** English texts with their values filled in, at noon on 7 September 2025. */
export const plainWording: Wording = {
  t: (message, ...values) =>
    message.replaceAll(/\{(\d+)\}/gu, (_match, index: string) => String(values[Number(index)])),
  language: "en",
  clock: { now: () => parseTime("2025-09-07T12:00:00Z") ?? 0 },
};
