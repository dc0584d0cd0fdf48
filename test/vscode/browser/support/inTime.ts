import { errors } from "playwright-core";

/** Whether something that Playwright waits for came before its time was up. Other errors are thrown. */
export async function inTime(waiting: Promise<unknown>): Promise<boolean> {
  try {
    await waiting;
    return true;
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}

/** Tries until it succeeds, five times at most, as a person does where a window was drawn anew in the wrong moment. Whether it did. */
export async function tryAgain(attempt: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 5; tries += 1) if (await attempt()) return true;
  return false;
}
