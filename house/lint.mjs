import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { floors } from "./floors.mjs";

// The rule `house/floors` of `npm run check:lint`: an import goes down, by the plan in floors.mjs. It looks at types too, at imports that come
// late (`import()`), and at what is passed on (`export … from`).

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** @type {ReadonlyMap<string, number>} */
const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor])));

/** The room a file stands in, as a path from the project's top. */
const roomOf = (/** @type {string} */ file) => relative(root, dirname(file)).split(sep).join("/");

const instead =
  "Move what both need into a room below both, or take it as a parameter: an object, a function, or the type of a port.";

/**
 * @param {string} from the room of the file that imports
 * @param {string} to the room of what is imported
 * @returns {string | undefined} what is wrong with it
 */
function wrong(from, to) {
  if (from === to) return undefined;
  const [own, other] = [floorOf.get(from), floorOf.get(to)];
  if (own === undefined || other === undefined) {
    return `${own === undefined ? from : to} is not on the plan: give the folder a floor in house/floors.mjs, above all that it imports.`;
  }
  if (own > other) return undefined;
  return own === other
    ? `${from} and ${to} stand on one floor (house/floors.mjs) and do not know each other. ${instead}`
    : `${to} stands above ${from} (house/floors.mjs), and an import goes down. ${instead}`;
}

/** @typedef {{ readonly value?: unknown }} Specifier what is imported, as a literal */

/**
 * @param {object} context the linter's
 * @param {string} context.filename
 * @param {(found: { node: Specifier, message: string }) => void} context.report
 */
function create({ filename, report }) {
  const from = roomOf(filename);
  const look = (/** @type {Specifier | null | undefined} */ specifier) => {
    const path = specifier?.value;
    if (!specifier || typeof path !== "string" || !/^\.{1,2}\/.*\.ts$/u.test(path)) return;
    const message = wrong(from, roomOf(join(dirname(filename), path)));
    if (message !== undefined) report({ node: specifier, message });
  };
  const lookAtSource = (/** @type {{ source?: Specifier | null }} */ { source }) => look(source);
  return {
    ImportDeclaration: lookAtSource,
    ExportNamedDeclaration: lookAtSource,
    ExportAllDeclaration: lookAtSource,
    ImportExpression: lookAtSource,
    TSImportType: lookAtSource,
  };
}

// The linter wants its plugins as a default export.
export default { meta: { name: "house" }, rules: { floors: { create } } };
