import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { floors } from "./floors.mjs";
import { walls } from "./walls.mjs";

// The rule `house/floors` of `npm run check:lint`: an import goes down, by the plan in floors.mjs, and passes no wall of walls.mjs. It looks at
// types too, at imports that come late (`import()`), and at what is passed on (`export … from`).

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** @type {ReadonlyMap<string, number>} */
const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor])));

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

/**
 * @typedef {object} Specifier what is imported: a text, or an expression
 * @property {string} [type]
 * @property {unknown} [value]
 * @property {readonly { readonly value: { readonly cooked: string } }[]} [quasis]
 */

/** @returns {string | undefined} what it names; `undefined`: only the run of the program tells */
function textOf(/** @type {Specifier} */ { type, value, quasis }) {
  if (typeof value === "string") return value;
  return type === "TemplateLiteral" && quasis?.length === 1 ? quasis[0]?.value.cooked : undefined;
}

/**
 * @param {string} file the one that imports, from the project's top
 * @param {string | undefined} path as it is written
 * @returns {string | undefined} what is wrong with it
 */
function wrongOf(file, path) {
  if (path === undefined)
    return "An import names its file as plain text, so that it can be held against house/floors.mjs.";
  if (!path.startsWith(".") || /\.(?:json|css)$/u.test(path)) return undefined;
  if (!path.endsWith(".ts")) return "An import names its .ts file, so that it can be held against house/floors.mjs.";
  const target = join(dirname(file), path).split(sep).join("/");
  const wall = walls.find(({ from, but, to }) => from.test(file) && but?.includes(file) !== true && to.test(target));
  return wall?.instead ?? wrong(dirname(file), dirname(target));
}

/**
 * @param {object} context the linter's
 * @param {string} context.filename
 * @param {(found: { node: Specifier, message: string }) => void} context.report
 */
function create({ filename, report }) {
  const file = relative(root, filename).split(sep).join("/");
  const look = (/** @type {Specifier | null | undefined} */ specifier) => {
    if (!specifier) return;
    const message = wrongOf(file, textOf(specifier));
    if (message !== undefined) report({ node: specifier, message });
  };
  const lookAtSource = (/** @type {{ source?: Specifier | null }} */ { source }) => look(source);
  return {
    ImportDeclaration: lookAtSource,
    ExportNamedDeclaration: lookAtSource,
    ExportAllDeclaration: lookAtSource,
    ImportExpression: lookAtSource,
    TSImportType: lookAtSource,
    CallExpression: (/** @type {{ callee: { name?: string }, arguments: readonly Specifier[] }} */ call) => {
      if (call.callee.name === "require") look(call.arguments[0]);
    },
  };
}

/**
 * The rule `house/whole-lists` of the page: a list that others make long goes into a call as one. An engine has room for some ten thousand arguments, and
 * what is beyond them throws, so that nothing is drawn.
 *
 * @param {object} context the linter's
 * @param {(found: { node: Specifier, message: string }) => void} context.report
 */
function createWholeLists({ report }) {
  const look = (/** @type {{ arguments: readonly Specifier[] }} */ call) => {
    for (const node of call.arguments.filter(({ type }) => type === "SpreadElement")) {
      report({ node, message: "Hand the list over whole: `element` and `fill` take lists, and a loop appends." });
    }
  };
  return { CallExpression: look, NewExpression: look };
}

// The linter wants its plugins as a default export.
export default {
  meta: { name: "house" },
  rules: { floors: { create }, "whole-lists": { create: createWholeLists } },
};
