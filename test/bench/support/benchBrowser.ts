import { chromium, type Browser, type Page } from "playwright-core";
import { startPageServer, type PageServer } from "../../page/support/pageServer.ts";
import { buildPage } from "../../page/support/buildPage.ts";
import { openReviewIn, type PageWish, type ReviewPage } from "../../page/support/drivenPage.ts";
import { browserLaunchOptions } from "../../vscode/launch/browser.ts";

export interface Memory {
  /** Bytes of the page's objects after a collection of garbage. */
  readonly heap: number;
  /** Nodes of the document, texts among them. */
  readonly nodes: number;
}

/** The browser and the shipped page as the page's tests use them. */
export class BenchBrowser {
  readonly #browser: Browser;
  readonly #server: PageServer;

  static async start(directory: string): Promise<BenchBrowser> {
    const server = await startPageServer(await buildPage(directory));
    return new BenchBrowser(await chromium.launch(await browserLaunchOptions()), server);
  }

  private constructor(browser: Browser, server: PageServer) {
    this.#browser = browser;
    this.#server = server;
  }

  /** A page in a window of its own; close it with `closePage`. */
  async blank(): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
    return await context.newPage();
  }

  /** The review page, waiting for what is to be shown. */
  async review(wish: PageWish): Promise<ReviewPage> {
    return await openReviewIn(await this.blank(), this.#server.origin, wish);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }
}

export async function closePage(page: Page): Promise<void> {
  await page.context().close();
}

export async function memoryOf(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heap: value("JSHeapUsedSize"), nodes: value("Nodes") };
}
