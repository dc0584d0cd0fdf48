import { chromium, type Browser } from "playwright-core";
import { afterAll, inject, onTestFinished } from "vitest";
import { openReviewIn, type PageWish, type ReviewPage } from "./drivenPage.ts";
import { startPageServer, type PageServer } from "./pageServer.ts";

export type { ReviewPage } from "./drivenPage.ts";

let browser: Promise<Browser> | undefined;
let server: Promise<PageServer> | undefined;

afterAll(async () => {
  await (await browser)?.close();
  await (await server)?.stop();
  [browser, server] = [undefined, undefined];
});

/**
 * Opens the page; it is closed when the test ends.
 *
 * @example
 * const review = await openReview({ snapshot: snapshot({ files: [fileRow("a.ts")] }), files: [textFile("a.ts", "1\n", "2\n")] });
 * await review.openFile("a.ts");
 */
export async function openReview(wish: PageWish = {}): Promise<ReviewPage> {
  browser ??= chromium.connect(inject("pageBrowser"));
  server ??= startPageServer(inject("pageBundle"));
  const { origin } = await server;
  const context = await (
    await browser
  ).newContext({
    viewport: wish.size ?? { width: 1280, height: 800 },
    deviceScaleFactor: wish.scale ?? 1,
    reducedMotion: wish.reducedMotion === true ? "reduce" : "no-preference",
  });
  onTestFinished(async () => await context.close());
  return await openReviewIn(await context.newPage(), origin, wish);
}
