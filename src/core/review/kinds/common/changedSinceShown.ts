import { WorkflowError } from "../../../base/errors.ts";
import { say } from "../../../base/text.ts";

/** An execution found something else than what was granted; nothing has changed. */
export class ChangedSinceShown extends WorkflowError {
  override readonly name = "ChangedSinceShown";
  /** Names of the document's fields, as differingFields.ts gives them. */
  readonly fields: readonly string[];

  constructor(fields: readonly string[]) {
    super(
      "conflict",
      say`${fields.join(", ")} changed at the last moment; nothing was done.`,
      say`Look at it again, then ask again.`,
    );
    this.fields = fields;
  }
}
