import { visibleText } from "../../core/base/visibleText.ts";
import { shortened } from "./shortened.ts";

/**
 * A text with foreign parts for a notification, a dialog or a view's message. VS Code makes links and buttons of `[label](target)` there,
 * `command:` targets included, and knows no way to escape them; set apart, the brackets are drawn as they stand. Of a very long text the beginning is shown.
 */
export function plainMessage(text: string): string {
  return visibleText(shortened(text)).replaceAll("](", "] (");
}
