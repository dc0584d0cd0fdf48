import type { BenchRow, Check, RowResult } from "./row.ts";
import type { Series } from "./series.ts";

export interface SizeReport {
  readonly size: number;
  readonly result: RowResult;
}

export interface RowReport {
  readonly row: Omit<BenchRow, "run">;
  readonly sizes: readonly SizeReport[];
}

/** Milliseconds with three digits that matter. */
function milliseconds(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toFixed(3);
}

const compared = ["ours", "floor", "peer"];

function growth({ sizes }: RowReport, index: number): string {
  const [before, now] = [sizes[index - 1], sizes[index]];
  const [from, to] = [before?.result.figures["ours"], now?.result.figures["ours"]];
  if (before === undefined || now === undefined || from === undefined || to === undefined) return "";
  return `× ${(to.median / from.median).toFixed(1)} for × ${now.size / before.size}`;
}

function verdict({ what, value, limit, unit, met }: Check): string {
  const shown = unit === "ms" ? milliseconds(value) : value.toFixed(unit === "" ? 0 : 2);
  return `${met ? "met" : "MISSED"}: ${what} ${shown}${unit === "" ? "" : ` ${unit}`} (≤ ${limit})`;
}

function cells(report: RowReport, index: number): readonly string[] {
  const at = report.sizes[index];
  if (at === undefined) return [];
  const { figures, checks } = at.result;
  const { ours, floor, peer } = figures;
  const median = (series: Series | undefined): string => (series === undefined ? "" : milliseconds(series.median));
  const others = Object.entries(figures).filter(([name]) => !compared.includes(name));
  return [
    index === 0 ? report.row.title : "",
    `${at.size} ${report.row.unit}`,
    median(ours),
    ours === undefined ? "" : milliseconds(ours.p99),
    median(floor),
    median(peer),
    ours !== undefined && floor !== undefined ? `${ours.ratioTo(floor).toFixed(2)} ×` : "",
    growth(report, index),
    others.map(([name, series]) => `${name} ${milliseconds(series.median)}`).join(", "),
    checks.map(verdict).join("; "),
  ];
}

const heading = ["work", "size", "ours ms", "p99", "floor", "peer", "ours/floor", "growth", "also", "target"];

/** The figures as a Markdown table with the targets and notes of each row below it. */
export function asMarkdown(reports: readonly RowReport[], machine: string): string {
  const lines = reports.flatMap((report) => report.sizes.map((_, index) => cells(report, index)));
  const table = [heading, heading.map(() => "---"), ...lines].map((line) => `| ${line.join(" | ")} |`);
  const notes = reports.flatMap(({ row, sizes }) => {
    const all = new Set(sizes.flatMap(({ result }) => result.notes ?? []));
    return [`- **${row.title}**, target: ${row.target}`, ...[...all].map((note) => `  - ${note}`)];
  });
  return `Medians in milliseconds. ${machine}\n\n${table.join("\n")}\n\n${notes.join("\n")}\n`;
}

/** One row and size for the terminal. */
export function asText(report: RowReport, index: number): string {
  const at = report.sizes[index];
  if (at === undefined) return "";
  const figures = Object.entries(at.result.figures)
    .map(([name, series]) => `${name} ${milliseconds(series.median)} ms (p99 ${milliseconds(series.p99)})`)
    .join(", ");
  const checks = at.result.checks.map((check) => `    ${verdict(check)}`);
  return [`  ${at.size} ${report.row.unit}: ${figures}`, ...checks].join("\n");
}

const figure = ({ median, p99, worst, samples }: Series): unknown => ({ median, p99, worst, samples: samples.length });

/** What a program needs to compare two runs. */
export function asJson(reports: readonly RowReport[], machine: string): string {
  const rows = reports.map(({ row: { id, title, target, unit }, sizes }) => ({
    id,
    title,
    target,
    unit,
    sizes: sizes.map(({ size, result: { figures, checks, notes } }) => ({
      size,
      milliseconds: Object.fromEntries(Object.entries(figures).map(([name, series]) => [name, figure(series)])),
      checks,
      notes: notes ?? [],
    })),
  }));
  return `${JSON.stringify({ machine, rows }, undefined, 2)}\n`;
}
