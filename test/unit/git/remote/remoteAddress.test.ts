import { describe, expect, it } from "vitest";
import type { ConfigurationEntry } from "../../../../src/core/git/config/configuration.ts";
import { remoteAddress } from "../../../../src/core/git/remote/remoteAddress.ts";
import { remotePrograms } from "../../../../src/core/git/remote/remotePrograms.ts";

const entry = (from: "repository" | "user", key: string, value: string): ConfigurationEntry => ({
  key,
  value,
  from,
  isGlobal: from === "user",
});
const origin = (url: string): ConfigurationEntry => entry("repository", "remote.origin.url", url);

describe("where a push goes", () => {
  it.each([
    "https://example.org/shop.git",
    "https://dana@example.org/shop.git",
    "http://[::1]:8080/shop.git",
    "ssh://git@example.org:2222/shop.git",
    "git@example.org:dana/shop.git",
    "git://example.org/shop.git",
    "file:///srv/shop.git",
    "file:///srv/my%20shop.git",
    "/srv/100%zz.git",
    "/srv/shop.git",
  ])("%s can be used", (url) => {
    expect(remoteAddress([origin(url)], "origin")).toBe(url);
  });

  it.each([
    "ext::sh -c x",
    "-oProxyCommand=x:y",
    "ftp://example.org/shop.git",
    "shop.git",
    "../shop.git",
    "https://dana:secret@example.org/shop.git",
    "https://example.org/a b",
    "https://example.org/\u202Eshop.git",
    `https://example.org/${"a".repeat(3000)}`,
    "",
    "https://github.com%2Facme%2Fshop@evil.example/steal/shop.git",
    "https://a@b:SECRET@host/shop.git",
    "https://a@b@host/shop.git",
    "https://@host/shop.git",
    `https://${"a".repeat(65)}@host/shop.git`,
    "ssh://git:pw@host/shop.git",
    "https://host/shop.git?token=abc",
    "https://host/shop.git#abc",
    "https://github.com\\@evil.example/shop.git",
    "https://g\u0456thub.com/dana/shop.git",
    `https://example.org/${"a".repeat(400)}`,
    "file://localhost/srv/shop.git",
    "file://srv/shop.git",
    "file:///srv/rep%6f/%zz",
    "file:///srv/%ff.git",
    "file:///srv/shop%0A.git",
    "file://%2Fsrv/shop.git",
  ])("%s cannot", (url) => {
    expect(() => remoteAddress([origin(url)], "origin")).toThrow();
  });

  it("pushurl counts before url, and several are none", () => {
    const push = entry("repository", "remote.origin.pushurl", "/srv/push.git");
    expect(remoteAddress([origin("/srv/shop.git"), push], "origin")).toBe("/srv/push.git");
    expect(() => remoteAddress([origin("/srv/a.git"), origin("/srv/b.git")], "origin")).toThrow(/several/u);
  });

  it("the person's own insteadOf is applied, the longest first, and the repository's is not", () => {
    const url = origin("gh:dana/shop");
    const own = entry("user", "url.git@github.com:.insteadof", "gh:");
    expect(remoteAddress([url, own], "origin")).toBe("git@github.com:dana/shop");
    expect(remoteAddress([url, own, entry("user", "url.https://example.org/.insteadof", "gh:dana/")], "origin")).toBe(
      "https://example.org/shop",
    );
    expect(remoteAddress([url, own, entry("user", "url.https://push.org/.pushinsteadof", "gh:")], "origin")).toBe(
      "https://push.org/dana/shop",
    );
    const forPushes = entry("repository", "remote.origin.pushurl", "gh:dana/shop");
    const pushing = entry("user", "url.https://push.org/.pushinsteadof", "gh:");
    expect(remoteAddress([url, forPushes, pushing], "origin")).toBe("gh:dana/shop");
    expect(remoteAddress([url, forPushes, own, pushing], "origin")).toBe("git@github.com:dana/shop");
    const theirs = entry("repository", "url.https://evil.org/.insteadof", "https://example.org/");
    expect(remoteAddress([origin("https://example.org/shop"), theirs], "origin")).toBe("https://example.org/shop");
  });

  it("is rewritten once, as git does it", () => {
    const twice = [
      entry("user", "url.https://a.org/.insteadof", "a:"),
      entry("user", "url.https://b.org/.insteadof", "https://a.org/"),
    ];
    expect(remoteAddress([origin("a:shop"), ...twice], "origin")).toBe("https://a.org/shop");
  });
});

it("what the configuration names for the way is told apart by whose it is: the repository's never runs", () => {
  const entries = [
    entry("user", "credential.helper", "store"),
    entry("user", "core.askpass", "ask"),
    entry("user", "credential.https://example.org.helper", "ours"),
    entry("user", "credential.https://elsewhere.org.helper", "another"),
    entry("repository", "core.sshcommand", "evil"),
    entry("repository", "credential.https://example.org.helper", "evil"),
    entry("repository", "remote.origin.receivepack", "evil"),
    entry("repository", "remote.other.receivepack", "other"),
    entry("repository", "http.proxy", "http://evil"),
    entry("repository", "user.name", "Ada"),
  ];
  const found = remotePrograms(entries, { remote: "origin", address: "https://example.org/shop" }, [
    "pre-push",
    "pre-commit",
  ]).map(({ key, from, runs }) => `${from} ${key} ${runs ? "runs" : "off"}`);
  expect(found).toEqual([
    "repository core.sshcommand off",
    "repository credential.https://example.org.helper off",
    "repository remote.origin.receivepack off",
    "repository http.proxy off",
    "repository hook pre-push off",
    "user credential.helper runs",
    "user core.askpass off",
    "user credential.https://example.org.helper runs",
  ]);
});
