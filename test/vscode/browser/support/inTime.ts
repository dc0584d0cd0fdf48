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
