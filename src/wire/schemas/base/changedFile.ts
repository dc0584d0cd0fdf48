import * as z from "zod/mini";
import type { ChangedFile } from "../../../core/git/objects/changedFiles.ts";
import { type Answer, member, named, words } from "./member.ts";

export const changedFileSchema = named(
  "changed-file",
  "One file that differs between two trees.",
  z.strictObject({
    path: member(z.string(), "from the top of the working tree"),
    status: member(
      words<ChangedFile["status"]>({
        added: "only the second has it",
        changed: "other content, or another mode",
        deleted: "only the first has it",
        "type-changed": "a file, a link or a submodule where another of these was",
        unmerged: "git holds several versions of it",
      }),
      "what happened to it",
    ),
    old_mode: member(z.string(), "git's mode of the first, six octal digits"),
    new_mode: member(z.string(), "git's mode of the second"),
    added: member(z.nullable(z.number()), "lines; `null` for a binary file"),
    removed: member(z.nullable(z.number()), "lines; `null` for a binary file"),
  }),
);

export type ChangedFileJson = Answer<typeof changedFileSchema>;
