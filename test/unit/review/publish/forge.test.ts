import { describe, expect, it } from "vitest";
import { compareUrl, forgeOf, isPageOf } from "../../../../src/core/review/kinds/publish/forge.ts";

describe("hosts of pull requests", () => {
  it.each([
    ["https://github.com/dana/shop.git", "https://github.com/dana/shop/compare/main...fix/a%23b?expand=1"],
    ["git@github.example.org:dana/shop.git", "https://github.example.org/dana/shop/compare/main...fix/a%23b?expand=1"],
    ["ssh://git@github.com:22/dana/shop", "https://github.com/dana/shop/compare/main...fix/a%23b?expand=1"],
    ["ssh://git@ssh.github.com:443/dana/shop.git", "https://github.com/dana/shop/compare/main...fix/a%23b?expand=1"],
    [
      "ssh://git@altssh.gitlab.com:443/a/shop.git",
      "https://gitlab.com/a/shop/-/merge_requests/new?merge_request%5Bsource_branch%5D=fix%2Fa%23b&merge_request%5Btarget_branch%5D=main",
    ],
    [
      "ssh://git@altssh.bitbucket.org:443/dana/shop.git",
      "https://bitbucket.org/dana/shop/pull-requests/new?source=fix%2Fa%23b&dest=main",
    ],
    [
      "https://gitlab.com/a/b/shop.git",
      "https://gitlab.com/a/b/shop/-/merge_requests/new?merge_request%5Bsource_branch%5D=fix%2Fa%23b&merge_request%5Btarget_branch%5D=main",
    ],
    [
      "git@bitbucket.org:dana/shop.git",
      "https://bitbucket.org/dana/shop/pull-requests/new?source=fix%2Fa%23b&dest=main",
    ],
    ["https://codeberg.org/dana/shop", "https://codeberg.org/dana/shop/compare/main...fix/a%23b"],
  ])("%s", (address, url) => {
    const forge = forgeOf(address);
    expect(forge && compareUrl(forge, "main", "fix/a#b")).toBe(url);
  });

  it.each([
    "file:///srv/github.com/dana/shop.git",
    "/srv/shop.git",
    "https://example.org/dana/shop.git",
    "https://github.com/shop.git",
    "https://github.com/dana/shop/more",
    "https://github.com/dana/..",
    "https://github.com/-x/shop",
    "https://evil.org/github.com/dana",
    "https://notgithub.com/dana/shop",
  ])("%s is none that is known", (address) => {
    expect(forgeOf(address)).toBeUndefined();
  });

  it("a page is one of the very repository", () => {
    const forge = forgeOf("https://github.com/dana/shop");
    if (forge === undefined) throw new Error("no forge");
    expect(isPageOf(forge, "https://github.com/dana/shop/pull/1")).toBe(true);
    expect(isPageOf(forge, "https://github.com/Dana/Shop/pull/1")).toBe(true);
    expect(isPageOf(forge, "https://github.com/dana/shop-2/pull/1")).toBe(false);
    expect(isPageOf(forge, "https://github.com/mallory/shop/pull/1")).toBe(false);
    expect(isPageOf(forge, "https://github.com/dana/shop/../../mallory/shop/pull/1")).toBe(false);
    expect(isPageOf(forge, "https://github.com.evil.org/dana")).toBe(false);
    expect(isPageOf(forge, "http://github.com/dana/shop/pull/1")).toBe(false);
    expect(isPageOf(forge, "https://github.com/\u202Ex")).toBe(false);
  });
});
