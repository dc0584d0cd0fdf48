import type { Clock, FileSystem } from "../base/ports.ts";
import { joinPath } from "../files/paths.ts";
import { ageOf } from "../files/fileAge.ts";
import { keptBytes, keptFiles, keptFor, keptSegments, segmentsIn, type Segment } from "./eventFiles.ts";

/**
 * Lets go of segments that are too many: of this writer all but the newest; of all writers those nobody has written to for 90 days, and beyond 64 MiB or 256 segments in all the ones
 * written to the longest time ago.
 */
export async function tidySegments(
  { fs, clock }: { readonly fs: FileSystem; readonly clock: Clock },
  directory: string,
  { writer, newest }: { readonly writer: string; readonly newest: number },
): Promise<void> {
  const remove = async ({ name }: Segment): Promise<boolean> => fs.remove(joinPath(directory, name));
  const kept: { readonly segment: Segment; readonly size: number; readonly age: number }[] = [];
  for (const segment of segmentsIn((await fs.names(directory)) ?? [])) {
    const stat = await fs.lstat(joinPath(directory, segment.name));
    if (stat?.kind !== "file") continue;
    const age = ageOf(stat, clock);
    const isOver = age > keptFor || (segment.writer === writer && segment.n <= newest - keptSegments);
    if (isOver) await remove(segment);
    else kept.push({ segment, size: stat.size, age });
  }
  let [bytes, files] = [0, 0];
  for (const { segment, size } of kept.toSorted((a, b) => a.age - b.age || b.segment.n - a.segment.n)) {
    bytes += size;
    files += 1;
    if (bytes > keptBytes || files > keptFiles) await remove(segment);
  }
}
