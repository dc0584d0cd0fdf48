import { checkpointsSection } from "./checkpoints.ts";
import { forksSection } from "./forks.ts";
import { annotationsSection } from "./annotations.ts";
import { artifactsSection } from "./artifacts.ts";
import { historySection } from "./history.ts";
import { runsSection } from "./runs.ts";
import type { SessionSection } from "./sessionSection.ts";
import { tasksSection } from "./tasks.ts";

/** What a session shows below itself, from top to bottom. */
export const sessionSections: readonly SessionSection[] = [
  runsSection,
  tasksSection,
  annotationsSection,
  forksSection,
  checkpointsSection,
  historySection,
  artifactsSection,
];
