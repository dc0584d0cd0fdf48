import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DelayedRun } from "../../../../src/host/platform/delayedRun.ts";

describe("a delayed run", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("comes once, the delay after the first start, however often it is started meanwhile", () => {
    const task = vi.fn();
    const run = new DelayedRun(100, task);
    run.start();
    vi.advanceTimersByTime(60);
    run.start();
    vi.advanceTimersByTime(39);
    expect(task).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(task).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(1000);
    expect(task).toHaveBeenCalledOnce();
  });

  it("comes again when it is started again, even by its own task", () => {
    const task = vi.fn();
    const run = new DelayedRun(100, () => {
      task();
      if (task.mock.calls.length === 1) run.start();
    });
    run.start();
    vi.advanceTimersByTime(200);
    expect(task).toHaveBeenCalledTimes(2);
    run.start();
    vi.advanceTimersByTime(100);
    expect(task).toHaveBeenCalledTimes(3);
  });

  it("is put off by a restart", () => {
    const task = vi.fn();
    const run = new DelayedRun(100, task);
    run.restart();
    vi.advanceTimersByTime(60);
    run.restart();
    vi.advanceTimersByTime(99);
    expect(task).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(task).toHaveBeenCalledOnce();
  });

  it("does not come once it is cancelled, until it is started again", () => {
    const task = vi.fn();
    const run = new DelayedRun(100, task);
    run.start();
    run.cancel();
    vi.advanceTimersByTime(1000);
    expect(task).not.toHaveBeenCalled();
    run.start();
    vi.advanceTimersByTime(100);
    expect(task).toHaveBeenCalledOnce();
  });

  it("never comes after it was disposed", () => {
    const task = vi.fn();
    const run = new DelayedRun(100, task);
    run.start();
    run.dispose();
    run.start();
    run.restart();
    vi.advanceTimersByTime(1000);
    expect(task).not.toHaveBeenCalled();
  });
});
