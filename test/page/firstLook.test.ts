import { expect, test } from "vitest";
import { fileRow, snapshot, textFile, thread } from "./support/proposal.ts";
import { openReview } from "./support/reviewPage.ts";

const before = `import time\n\n\ndef helper():\n    pass\n\n\ndef login(user):\n    return check(user.pw)\n\n\ndef logout(user):\n    forget(user)\n`;
const after = before.replace("check(user.pw)", "check(user.password, timeout=5)");

test("a person sees what is asked, opens a file and reads its change", async () => {
  const review = await openReview({
    snapshot: snapshot({
      files: [
        fileRow("api/auth.py"),
        fileRow(".vscode/settings.json", { sensitive: "Can start programs when the folder opens", mustBeSeen: true }),
      ],
      threads: [thread("t1", { file: "api/auth.py", side: "new", start: 9, end: 9 })],
    }),
    files: [textFile("api/auth.py", before, after)],
  });
  await expect
    .poll(() => review.page.getByRole("heading", { level: 1 }).textContent())
    .toBe("Merge WFS-user-profile-a into main");
  expect(review.complaints).toEqual([]);
  await review.screenshot("first");
  await review.openFile("api/auth.py");
  await expect
    .poll(() => review.page.locator(".row.line.new .code").allTextContents())
    .toEqual(["addedreturn check(user.password, timeout=5)"].map((text) => text.replace("added", "added    ")));
  await review.screenshot("first-diff");
  expect(review.complaints).toEqual([]);
  expect(review.strangeRequests).toEqual([]);
});

test("the request is kept before anything of it is known, so that a reload finds it again", async () => {
  const review = await openReview({});
  await review.page.locator(".loading").waitFor();
  const kept = await review.page.evaluate(() => sessionStorage.getItem("state") ?? "");
  expect(JSON.parse(kept)).toMatchObject({ request: snapshot().request.id, selected: null });
});
