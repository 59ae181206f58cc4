// Copies the files that package.json names out of node_modules into ./vendor, each compared with its SHA-256.
const { createHash } = require("node:crypto");
const { copyFileSync, mkdirSync, readFileSync } = require("node:fs");

mkdirSync("vendor", { recursive: true });
for (const [name, wanted] of Object.entries(JSON.parse(readFileSync("package.json")).portal.vendor)) {
  const source = `node_modules/${wanted.from}`;
  const found = createHash("sha256").update(readFileSync(source)).digest("hex");
  if (found !== wanted.sha256) throw new Error(`${source} is not the file that package.json names`);
  copyFileSync(source, `vendor/${name}`);
}
