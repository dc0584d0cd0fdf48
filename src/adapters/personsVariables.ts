import type { GitSetting } from "../core/base/ports.ts";

/**
 * Variables that say what the person's own configuration of git is, and that of their filter for large files. Every other `GIT_*` says which
 * repository, index, objects or programs to use: hooks and `git -c` set such for what they start, and so could the process that started us.
 */
const own =
  /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|ATTR_NOSYSTEM|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|(?:SSL|HTTP|LFS)_\w+)$/u;

/** Those of an environment, which git is to have as it has them in the person's shell; settings of `GIT_CONFIG_COUNT` as far as they are whole. */
export function personsVariables(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const given = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toUpperCase(), value] as const],
  );
  return { ...Object.fromEntries(given.filter(([name]) => own.test(name))), ...settingsIn(Object.fromEntries(given)) };
}

/** Those that say nothing of what git's configuration is, and none of that is read: neither the person's nor the system's. */
export function withoutConfiguration(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const others = Object.entries(variables).filter(([name]) => !name.startsWith("GIT_CONFIG_"));
  return { ...Object.fromEntries(others), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
}

/** Settings as git takes them from its environment. */
export function settingsAsVariables(settings: readonly GitSetting[]): Readonly<Record<string, string>> {
  const pairs = settings.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { ...(Object.fromEntries(pairs) as Record<string, string>), GIT_CONFIG_COUNT: String(settings.length) };
}

/** The settings of both, those of `over` above those of `under`. */
export function joinSettings(
  under: Readonly<Record<string, string>>,
  over: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [first, second] = [countIn(under), countIn(over)];
  if (first === 0 || second === 0) return { ...under, ...over };
  const moved = Object.entries(over).map(([name, value]) => {
    const [, part, at] = /^(GIT_CONFIG_(?:KEY|VALUE)_)(\d+)$/u.exec(name) ?? [];
    return [part === undefined ? name : `${part}${Number(at) + first}`, value] as const;
  });
  return { ...under, ...Object.fromEntries(moved), GIT_CONFIG_COUNT: String(first + second) };
}

function settingsIn(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let at = 0; at < countIn(env); at++) {
    const [key, value] = [env[`GIT_CONFIG_KEY_${at}`], env[`GIT_CONFIG_VALUE_${at}`]];
    if (key === undefined || value === undefined) break;
    Object.assign(found, {
      [`GIT_CONFIG_KEY_${at}`]: key,
      [`GIT_CONFIG_VALUE_${at}`]: value,
      GIT_CONFIG_COUNT: String(at + 1),
    });
  }
  return found;
}

function countIn(env: Readonly<Record<string, string>>): number {
  const count = env["GIT_CONFIG_COUNT"] ?? "";
  return /^\d{1,4}$/u.test(count) ? Number(count) : 0;
}
