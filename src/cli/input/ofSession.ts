import type { OptionSpec } from "../base/command.ts";

/** Every verb about a session takes it as an option; what it means without is the same for all (core/sessions/model/meantSession.ts). */
export const ofSession = (
  description = "of this session, instead of the one meant here (wfs status says which)",
): OptionSpec => ({ flags: "--session <id>", description });
