import { describe, expect, it } from "vitest";
import { shortPath } from "../../../../src/host/wording/shortPath.ts";

describe("a directory in a few words", () => {
  it.each([
    ["/home/ada/code/shop", "shop"],
    ["/home/ada/code/shop/.worktrees/login", ".worktrees/login"],
    ["/home/ada/code/shop-login", "../shop-login"],
    ["/home/ada/code/shop.worktrees/login", "../shop.worktrees/login"],
    ["/home/ada/.tool/worktrees/shop/a1", "~/.tool/worktrees/shop/a1"],
    ["/home/adam/shop", "/home/adam/shop"],
    ["/srv/trees/login", "/srv/trees/login"],
  ])("%s is %s", (path, short) => {
    expect(shortPath(path, { root: "/home/ada/code/shop", home: "/home/ada" })).toBe(short);
  });

  it("is counted from home where the repository lies right there, and is whole where there is nothing to count from", () => {
    expect(shortPath("/home/ada/login", { root: "/home/ada/shop", home: "/home/ada/" })).toBe("~/login");
    expect(shortPath("/login", { root: "/shop", home: "/" })).toBe("/login");
  });
});
