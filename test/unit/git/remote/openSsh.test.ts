import { describe, expect, it } from "vitest";
import { quietSsh } from "../../../../src/core/git/remote/openSsh.ts";

describe("a command for ssh", () => {
  it.each([
    ["ssh", "ssh", ""],
    ["ssh -i ~/.ssh/k", "ssh", " -i ~/.ssh/k"],
    ["ssh -o BatchMode=no", "ssh", " -o BatchMode=no"],
    ["ssh # mine", "ssh", " # mine"],
    ["'/usr/bin/ssh' -i k", "'/usr/bin/ssh'", " -i k"],
    ["~/bin/ssh -v", "~/bin/ssh", " -v"],
    ['"C:\\Program Files\\OpenSSH\\ssh.exe" -v', '"C:\\Program Files\\OpenSSH\\ssh.exe"', " -v"],
    ['"C:/x y/SSH.EXE"', '"C:/x y/SSH.EXE"', ""],
    ["env SSH_X=1 ssh -v", "env SSH_X=1 ssh", " -v"],
    ["/usr/bin/env A='b c' D= ssh", "/usr/bin/env A='b c' D= ssh", ""],
    ["GIT_X=1 ssh -v", "GIT_X=1 ssh", " -v"],
    ["  ssh", "  ssh", ""],
  ])("%s asks nothing, whatever stands behind it", (given, program, rest) => {
    expect(quietSsh(given)).toBe(
      `${program} -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4${rest}`,
    );
  });

  it.each([
    "plink -batch",
    "sshpass -p x ssh",
    "/usr/bin/my-ssh",
    "my\\ ssh",
    "$(which ssh)",
    "ssh; touch x",
    "",
    "'ssh",
    "a=".repeat(5000),
  ])("%s is started as it is", (given) => {
    expect(quietSsh(given)).toBe(given);
  });
});
