import { type GivenText, takeOutSecrets } from "../../core/redaction/givenText.ts";
import { KeptText } from "../../core/redaction/keptText.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";

/**
 * What a person has typed, as it is to be written: where it looks like a secret, they are asked whether it stays. Whatever is written takes secrets
 * out of what this answers, unless they said so. `undefined`: the question was closed, and nothing is to be written.
 */
export async function askAboutSecrets(text: string): Promise<GivenText | undefined> {
  const { rules } = await takeOutSecrets(text);
  if (rules.length === 0) return text;
  const { secretPhrases } = await import("./redactionNotice.ts");
  const takeOut = t("Take It Out");
  const keep = t("Keep It");
  const picked = await showWarning(
    t("This looks like {0}.", secretPhrases(rules)),
    {
      modal: true,
      detail: t(
        "What is written down here lies in plain files that agents read and git can carry on. Taken out, a mark that says what it was stands in its place.",
      ),
    },
    takeOut,
    keep,
  );
  if (picked === keep) return new KeptText(text);
  return picked === takeOut ? text : undefined;
}
