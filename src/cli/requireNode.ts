// Imported first: what comes after it would fail on an older Node with a message about syntax.
if (Number.parseInt(process.versions.node, 10) < 20) {
  process.stderr.write(`wfs: Node 20 or later is needed, this is ${process.versions.node}.\n`);
  process.exit(1);
}
