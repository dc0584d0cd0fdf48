/** A person's window that applies what one comment suggests, and dies at one step (dying.ts). */
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { AnnotationStore } from "../../../src/core/annotations/annotationStore.ts";
import { SessionTexts } from "../../../src/core/annotations/sessionTexts.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { nobodysVoices } from "../../support/nobodysVoices.ts";
import { openWindow } from "../review/reviewWindow.ts";

export interface DyingApply {
  readonly apply: string;
  readonly digest: string;
}

const [root = "", step = "", delay = "", json = ""] = process.argv.slice(2);
const { apply, digest } = JSON.parse(json) as DyingApply;
const logger = new MemoryLogger();
const real = new NodeFileSystem(new SystemRandom());
const dying = new DyingPorts(real, new SimpleGit({ workspace: root, logger }), Number(step), Number(delay));
const { fs, git } = dying;
const parts = { root, fs, git, clock: new SystemClock(), random: new SystemRandom(), logger };
const sessions = new SessionService(parts);
const { suggestions } = await openWindow(root, { fs, git });
const annotations = new AnnotationStore({ ...parts, sessions, voices: nobodysVoices() });
const texts = new SessionTexts({ root, fs, git, sessions });
await suggestions({
  annotations: async () => Promise.resolve(annotations),
  texts: async () => Promise.resolve(texts),
}).apply(apply, digest, { kind: "person", name: "Ada" });
process.stdout.write(dying.steps);
