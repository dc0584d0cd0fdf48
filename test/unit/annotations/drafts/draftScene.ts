import { AnnotationStore } from "../../../../src/core/annotations/annotationStore.ts";
import type { NoteWriter } from "../../../../src/core/annotations/annotationSchema.ts";
import type { Thread } from "../../../../src/core/annotations/annotation.ts";
import { DraftStore } from "../../../../src/core/annotations/drafts/draftStore.ts";
import { Voices } from "../../../../src/core/annotations/voices.ts";
import type { FileSystem } from "../../../../src/core/base/ports.ts";
import { sessionIdFromSlug, type SessionId } from "../../../../src/core/sessions/model/sessionId.ts";
import { Reviewer } from "../../../support/reviewer.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

export const person = { kind: "person", name: "Ada" } as const;
export const session = sessionIdFromSlug("one");
/** Where the drafts of the workspace are. */
export const drafts = "/drafts/work";

/** Which steps of a window are counted. */
type Step = "createExclusive" | "remove" | "rename" | "writeAtomic";
const changes: readonly Step[] = ["createExclusive", "remove", "rename", "writeAtomic"];

/** A workspace with the session `WFS-one`, and the windows of the person who reviews it. */
export class DraftScene {
  readonly scene = new SessionScene();
  readonly reviewer = new Reviewer();

  static async make(): Promise<DraftScene> {
    const made = new DraftScene();
    await made.create("one");
    return made;
  }

  async create(slug: string): Promise<SessionId> {
    await this.scene.service().create({ slug, project: "First" });
    return sessionIdFromSlug(slug);
  }

  async rename(slug: string): Promise<SessionId> {
    const renamed = sessionIdFromSlug(slug);
    await this.scene.fileSystem().rename(this.path(), this.path(renamed));
    return renamed;
  }

  /** A session's directory. */
  path(id: SessionId = session): string {
    return `${this.scene.directory}/${id}`;
  }

  later(milliseconds = 60_000): void {
    this.scene.clock.set(this.scene.clock.now() + milliseconds);
  }

  annotations(fs: FileSystem = this.scene.fileSystem()): AnnotationStore {
    const { clock, random, logger } = this.scene;
    const { keys, signer, cryptography } = this.reviewer;
    const voices = new Voices({
      workspace: this.scene.root,
      logger,
      keys: async () => keys.keys(),
      cryptography: async () => Promise.resolve(cryptography),
      signer: async () => Promise.resolve(signer),
    });
    return new AnnotationStore({ voices, fs, clock, random, logger, sessions: this.scene.service() });
  }

  /** The drafts as another window sees them. */
  open({ fs = this.scene.fileSystem(), notes }: { fs?: FileSystem; notes?: NoteWriter } = {}): DraftStore {
    const { clock, random, logger } = this.scene;
    return new DraftStore({
      directory: drafts,
      fs,
      clock,
      random,
      logger,
      sessions: this.scene.service(),
      prepare: async () => {
        await fs.makeDirectory("/drafts");
      },
      notes: async () => Promise.resolve(notes ?? this.annotations(fs)),
    });
  }

  /** Dies before its step number `step` of these kinds; what came before stays. */
  dying(step: number, kinds = changes): { readonly fs: FileSystem; readonly steps: () => number } {
    let steps = 0;
    const fs = new Proxy(this.scene.fileSystem(), {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
        if (!kinds.some((kind) => kind === name)) return method.bind(target);
        return (...parameters: readonly unknown[]): unknown => {
          steps += 1;
          if (steps > step) throw new Error("killed");
          return method.apply(target, [...parameters]);
        };
      },
    });
    return { fs, steps: () => steps };
  }

  /** Begins to send two, and is killed between them: the journal and the first comment were written. */
  async beginToSend(summary?: string): Promise<void> {
    await this.open(this.dying(2, ["createExclusive"]))
      .send(session, summary)
      .then(
        () => {
          throw new Error("It was sent.");
        },
        () => undefined,
      );
  }

  async two(): Promise<readonly [string, string]> {
    const lines = { side: "new", start: 2, end: 2 } as const;
    const about = { session, file: "a.txt", lines };
    const text = "a\nb\nc\n";
    const first = await this.open().add({ subject: about, text, body: "One", suggestion: "B", author: person });
    this.later(1000);
    const labels = ["needs-review"];
    const second = await this.open().add({ subject: { session }, body: "Two", labels, author: person });
    return [first.id, second.id];
  }

  async threads(id: SessionId = session): Promise<readonly Thread[]> {
    return await this.annotations().list(id);
  }

  /** What stands in the workspace. */
  async written(id: SessionId = session): Promise<readonly string[]> {
    return (await this.threads(id)).map(({ notes: [note] }) => note.body);
  }

  /** What is still to be sent. */
  async waiting(id: SessionId = session): Promise<readonly string[]> {
    return (await this.open().list(id)).map(({ body }) => body);
  }

  /** What any program can write into the reviewer's directory. */
  async plant(name: string, content: object, id: SessionId = session): Promise<void> {
    const fs = this.scene.fileSystem();
    for (const directory of ["/drafts", drafts, `${drafts}/${id}`, `${drafts}/${id}/annotations`]) {
      // oxlint-disable-next-line no-await-in-loop -- one in the other
      await fs.makeDirectory(directory);
    }
    await fs.writeAtomic(`${drafts}/${id}/${name}`, new TextEncoder().encode(JSON.stringify(content)));
  }

  /** What a file in the reviewer's directory says. */
  stored(name: string, id: SessionId = session): Record<string, unknown> {
    return JSON.parse(this.scene.disk.text(`${drafts}/${id}/${name}`) ?? "{}") as Record<string, unknown>;
  }
}
