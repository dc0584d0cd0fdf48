import { handedOver } from "../../core/context/handedOver.ts";
import { phaseWord } from "../../core/sessions/model/recordWords.ts";
import { sessionJson } from "../../wire/session.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { sayPin } from "../base/sayPin.ts";
import { ofSession } from "../input/ofSession.ts";
import { plainSession } from "../input/plainSession.ts";
import { handoverLines } from "../text/contextText.ts";
import { sessionOutcome } from "../text/sessionRow.ts";

const switchTo = defineCommand({
  name: "switch",
  operands: "[id]",
  summary: "Make another session the active one",
  options: [ofSession("this session, as the operand names it")],
  examples: ["switch WFS-user-profile", "switch user-profile"],
  heals: true,
  plainly: plainSession,
  input: async () => (await import("../input/sessionInput.ts")).requiredSessionInput(),
  async run({ session }, workspace, say) {
    const { state } = await workspace.sessions.get(session);
    const view = await workspace.sessions.switchTo(session);
    await sayPin(workspace, say, session);
    const opened = state === "completed" ? "; it was completed, and is open again" : "";
    return sessionOutcome(view, (name) => `Active: ${name}${opened}`);
  },
});

const pause = defineCommand({
  name: "pause",
  operands: "[id]",
  summary: "Pause a session, the active one unless another is meant; it is not active afterwards",
  options: [ofSession()],
  examples: ["pause", "pause WFS-user-profile"],
  heals: true,
  bare: { session: undefined },
  plainly: plainSession,
  input: async () => (await import("../input/sessionInput.ts")).sessionInput(),
  async run({ session }, { sessions }) {
    return sessionOutcome(await sessions.pause(session), (name) => `Paused ${name}`);
  },
});

const resume = defineCommand({
  name: "resume",
  operands: "[id]",
  summary: "Make a paused or completed session active, in the phase its records left it, and show what it was handed",
  options: [ofSession("this session, as the operand names it")],
  examples: ["resume WFS-user-profile"],
  heals: true,
  plainly: plainSession,
  input: async () => (await import("../input/sessionInput.ts")).requiredSessionInput(),
  async run({ session }, workspace, say) {
    const view = await workspace.sessions.resume(session);
    await sayPin(workspace, say, session);
    const transitions = await workspace.sessions.transitions(session);
    const handover = handedOver({ root: workspace.root, session: view.path }, transitions);
    const phase = phaseWord(view.record);
    return {
      json: () => sessionJson(view),
      text: (paint, now) =>
        [
          [`Active: ${paint.bold(view.id)}`, ...(phase === "" ? [] : [`in ${phase}`])].join(", "),
          ...(handover === undefined ? [] : handoverLines(handover, paint, now)),
          "",
        ].join("\n"),
    };
  },
});

export const activationCommands: readonly Command[] = [switchTo, pause, resume];
