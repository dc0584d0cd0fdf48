import { isResumeTemplate, type ResumeTemplate } from "../../core/review/delivery/resumeCommand.ts";
import { settings } from "../manifest/contributions.ts";
import { ownSetting } from "./ownSetting.ts";

/**
 * How the person has agents continued, by the agent's name. Their own settings alone: what a workspace or folder says would choose the program that is started. `bad`: names
 * whose command cannot be used.
 */
export function resumeTemplates(): {
  readonly templates: ReadonlyMap<string, ResumeTemplate>;
  readonly bad: readonly string[];
} {
  const said = ownSetting(settings.agentsResume);
  const entries = typeof said === "object" && said !== null ? Object.entries(said as Record<string, unknown>) : [];
  const templates = new Map<string, ResumeTemplate>();
  const bad: string[] = [];
  for (const [name, value] of entries) {
    const words: readonly unknown[] = Array.isArray(value) ? value : [];
    const template = words.filter((word) => typeof word === "string");
    if (template.length === words.length && isResumeTemplate(template)) templates.set(name, template);
    else bad.push(name);
  }
  return { templates, bad };
}
