import type { LaunchOptions } from "playwright-core";
import { findBrowser } from "./browserBinary.ts";

/** How the headless browser is started; it may run as root and without a GPU, and asks nothing of the internet. */
export const browserLaunchOptions = async (): Promise<LaunchOptions> => {
  const { executablePath, env } = await findBrowser();
  return {
    executablePath,
    env: { ...process.env, ...env },
    chromiumSandbox: false,
    args: [
      "--no-zygote",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--font-render-hinting=none",
    ],
  };
};
