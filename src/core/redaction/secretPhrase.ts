import { say, type Text } from "../base/text.ts";
import { secretRules } from "./rules.ts";
import type { Thing } from "./secretRule.ts";

/** What a rule finds, as people call it: "a GitHub token", "a password". Of a name that no rule has, "a secret". */
export function secretPhrase(name: string): Text {
  const rule = secretRules.find((each) => each.name === name);
  if (rule?.owner === undefined) return alone[rule?.thing ?? "secret"]();
  const phrase =
    (/^[AEIOU]/u.test(rule.owner) && !/^U[^a-z]/u.test(rule.owner)) || /^(?:npm|X|xAI|NVIDIA)$/u.test(rule.owner)
      ? owned.an
      : owned.a;
  return phrase[rule.thing]?.(rule.owner) ?? alone[rule.thing]();
}

type Owned = Partial<Readonly<Record<Thing, (owner: string) => Text>>>;

const owned: { readonly a: Owned; readonly an: Owned } = {
  a: {
    token: (owner) => say`a ${owner} token`,
    key: (owner) => say`a ${owner} key`,
    secret: (owner) => say`a ${owner} secret`,
    webhook: (owner) => say`a ${owner} webhook`,
  },
  an: {
    token: (owner) => say`an ${owner} token`,
    key: (owner) => say`an ${owner} key`,
    secret: (owner) => say`an ${owner} secret`,
    webhook: (owner) => say`an ${owner} webhook`,
  },
};

const alone: Readonly<Record<Thing, () => Text>> = {
  token: () => say`a token`,
  key: () => say`a key`,
  secret: () => say`a secret`,
  webhook: () => say`a webhook`,
  password: () => say`a password`,
  "private key": () => say`a private key`,
  "session cookie": () => say`a session cookie`,
  "JSON web token": () => say`a JSON web token`,
  "signed link": () => say`the signature of a link`,
};
