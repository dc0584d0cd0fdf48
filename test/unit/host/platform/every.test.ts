import { expect, it, vi } from "vitest";
import { every } from "../../../../src/host/platform/every.ts";

it("runs a task again and again, until it is disposed", () => {
  vi.useFakeTimers();
  try {
    const task = vi.fn();
    const running = every(100, task);
    expect(task).not.toHaveBeenCalled();
    vi.advanceTimersByTime(350);
    expect(task).toHaveBeenCalledTimes(3);
    running.dispose();
    vi.advanceTimersByTime(1000);
    expect(task).toHaveBeenCalledTimes(3);
  } finally {
    vi.useRealTimers();
  }
});
