import { element, type Child } from "../base/dom.ts";
import type { FileDiff } from "../model/pageState.ts";
import type { PageActions } from "../base/pageActions.ts";
import { button } from "../base/toolkit.ts";
import { byteSize, t } from "../base/wording.ts";

type NotText = Exclude<FileDiff, { readonly kind: "text" }>;
type Blob = { readonly id: string; readonly size: number } | null;

/** What a file shows that is not text: pictures, the facts of a binary, where a link points. */
export function otherContent(file: NotText, actions: PageActions): HTMLElement {
  switch (file.kind) {
    case "image":
      return sides(
        side(
          t("Before"),
          file.old === null,
          picture(file.mime, file.oldData, t("The picture before")),
          blobFacts(file.old),
        ),
        side(
          t("After"),
          file.new === null,
          picture(file.mime, file.newData, t("The picture after")),
          blobFacts(file.new),
        ),
      );
    case "binary":
      return sides(
        side(t("Before"), file.old === null, blobFacts(file.old)),
        side(t("After"), file.new === null, blobFacts(file.new)),
      );
    case "symlink":
      return sides(
        side(t("Pointed to"), file.oldTarget === null, foreign(file.oldTarget)),
        side(t("Points to"), file.newTarget === null, foreign(file.newTarget)),
      );
    case "submodule":
      return sides(
        side(t("Commit before"), file.oldCommit === null, foreign(file.oldCommit)),
        side(t("Commit after"), file.newCommit === null, foreign(file.newCommit)),
      );
    case "large":
      return element(
        "div",
        { class: "notice" },
        element("p", {}, t("This file is large ({0}) and was not loaded.", byteSize(file.size))),
        button({ look: "primary", key: "load anyway", press: () => actions.load(true) }, t("Load anyway")),
      );
  }
}

function sides(...both: readonly HTMLElement[]): HTMLElement {
  return element("div", { class: "sides" }, both);
}

function side(title: string, absent: boolean, ...content: readonly Child[]): HTMLElement {
  return element(
    "section",
    {},
    element("h3", {}, title),
    absent ? [element("p", { class: "quiet" }, t("does not exist"))] : content,
  );
}

function foreign(text: string | null): HTMLElement {
  return element("code", { class: "foreign" }, text);
}

function blobFacts(blob: Blob): readonly Child[] {
  if (blob === null) return [];
  return [element("p", {}, byteSize(blob.size)), element("p", {}, foreign(blob.id))];
}

const drawable = /^image\/(?:png|jpeg|gif|webp|bmp|avif|x-icon|vnd\.microsoft\.icon|svg\+xml)$/u;

/** Drawn from the message itself; an address is never loaded. A picture in a picture (SVG) runs nothing inside an `img`. */
function picture(mime: string, data: string | null, label: string): Child {
  if (data === null) return undefined;
  if (!drawable.test(mime) || !/^[A-Za-z0-9+/]*={0,2}$/u.test(data))
    return element("p", {}, t("This picture cannot be shown."));
  const image = element("img", { attrs: { alt: label } });
  const frame = element("div", { class: "picture" }, image);
  image.addEventListener("error", () => frame.replaceChildren(t("This picture cannot be shown.")));
  image.src = `data:${mime};base64,${data}`;
  return frame;
}
