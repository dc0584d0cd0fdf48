import { FileError, passes, WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { joinPath, parentPath } from "../../files/paths.ts";
import { RecordLock } from "../../files/recordLock.ts";
import type { Clock, Cryptography, FileStat, FileSystem, Logger, Random } from "../../base/ports.ts";
import type { EventSink } from "../../events/model/event.ts";
import { approvalsFolder } from "../../sessions/model/sessionNames.ts";
import { limits, lookDown } from "../../files/directories.ts";
import { encodeText, parseJsonObject } from "../../files/jsonBytes.ts";
import { printDocument, type JsonValue } from "../../files/jsonText.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { findSession, locateSessions } from "../../sessions/places/findSession.ts";
import type { SessionLocation } from "../../sessions/places/sessionLocation.ts";
import { decisionType, type Decision } from "../../gate/decision.ts";
import type { TrustedDecisionStore } from "../../gate/trustedDecisionStore.ts";
import { parseSigned, type Parsed, type ParsedSigned, type SignedAnswer } from "../../gate/readDocument.ts";
import {
  deliveriesFolder,
  deliveryFile,
  deliveryLimits,
  deliveryName,
  isDeliveryName,
  parseDelivery,
  type Delivery,
} from "./delivery.ts";
import { maxRequestBytes, parseRequest } from "./parseRequest.ts";
import { receiptType, type Receipt } from "../../gate/receipt.ts";
import type { SignedType } from "../../gate/signature.ts";
import type { ReviewRequest } from "../kinds/requestKinds.ts";
import { isRequestId, type RequestId } from "../../sessions/model/requestId.ts";
import type { Undone } from "../../gate/undone.ts";

/** Where one request lies. */
export interface RequestLocation {
  readonly session: SessionId;
  readonly id: RequestId;
  /** Absolute directory `approvals/<id>`. */
  readonly path: string;
  readonly archived: boolean;
  /** Directories from the root to `approvals`, each of which is looked at. */
  readonly parts: readonly string[];
}

/** What the files of a request say, each looked at strictly. */
export interface RequestContents {
  readonly request: Parsed<ReviewRequest>;
  /** SHA-256 of request.json's bytes; empty where they were not read. */
  readonly digest: string;
  readonly withdrawn: boolean;
  /** The request that was made in its place, as withdrawn.json says. */
  readonly replacedBy?: RequestId;
  /** `undefined`: there is no such file. */
  readonly decision: ParsedSigned<Decision> | undefined;
  readonly receipt: ParsedSigned<Receipt> | undefined;
  /** Of an executed action. */
  readonly undone?: Undone;
  /** When its answer was handed over, the oldest first; left out: never. */
  readonly deliveries?: readonly Delivery[];
}

export interface RequestFilesOptions {
  /** The directory that holds `.workflow`. */
  readonly root: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Cryptography;
  readonly logger: Logger;
  /** The reviewer's own copies, believed before what lies in the workspace. */
  readonly kept?: Pick<TrustedDecisionStore, "states" | "read">;
  readonly events?: EventSink;
}

/** How often publishing starts over when the lock was taken away meanwhile. */
const mostRounds = 20;
const workflowName = ".workflow";
const fileNames = ["request.json", "withdrawn.json", "decision.json", "receipt.json", deliveriesFolder] as const;

/**
 * The files of requests, `.workflow/<session>/approvals/<id>/{request,withdrawn,decision,receipt}.json`. Every component of a path is looked at and
 * no link is followed; nothing is ever overwritten. Whatever is written also changes `.workflow` itself, which every window watches.
 */
export class RequestFiles {
  readonly #options: RequestFilesOptions;
  readonly #workflow: string;

  constructor(options: RequestFilesOptions) {
    this.#options = options;
    this.#workflow = joinPath(options.root, workflowName);
  }

  /**
   * Requests of all sessions that are in use; `archived`: also of those that are not. A session whose `approvals` cannot be read is logged and left out.
   */
  async list(archived = false): Promise<readonly RequestLocation[]> {
    const { fs } = this.#options;
    const locations: RequestLocation[] = [];
    for (const session of await this.#sessions()) {
      if (session.archived && !archived) continue;
      // Most sessions in an archive of thousands never had one.
      if (session.archived && fs.kindNow(joinPath(session.path, approvalsFolder)) !== "directory") continue;
      try {
        locations.push(...(await this.#ofSession(session)));
      } catch (error) {
        if (!(error instanceof WorkflowError)) throw error;
        this.#options.logger.warn(`The requests of ${session.id} are not shown: ${error.message}`);
      }
    }
    return locations;
  }

  /**
   * Everywhere a request of this id lies, archived sessions last; more than one when a directory was copied.
   * @param only in this session
   */
  async find(id: RequestId, only?: SessionId): Promise<readonly RequestLocation[]> {
    const found: RequestLocation[] = [];
    const sessions = only === undefined ? await this.#sessions() : [await this.#find(only)];
    for (const session of sessions.filter((one) => one !== undefined)) {
      const location = this.locate(session, id);
      if (await this.#stands(location)) found.push(location);
    }
    return [...found.filter(({ archived }) => !archived), ...found.filter(({ archived }) => archived)];
  }

  /** Everything of a session in use that has the name of a request. Throws `not-found`. */
  async ofSession(session: SessionId): Promise<readonly RequestLocation[]> {
    return this.#ofSession(await this.#home(session));
  }

  locate({ id: session, place, archived }: SessionLocation, id: RequestId): RequestLocation {
    const parts = [workflowName, ...(place === "" ? [] : [place]), session, approvalsFolder];
    return { session, id, archived, parts, path: joinPath(this.#options.root, ...parts, id) };
  }

  /**
   * `keys`: the reviewer's (reviewerKeys.ts). Fails only where the disk does; what is wrong with a file is in the answer. `undefined`: there is
   * no such directory (any more); an archived session has taken its requests along.
   */
  async read(location: RequestLocation, keys: readonly string[]): Promise<RequestContents | undefined> {
    const { cryptography } = this.#options;
    try {
      if (!(await this.#stands(location))) return undefined;
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code !== "unsafe-path") throw error;
      const request = { ok: false, problem: error.text } as const;
      return { request, digest: "", withdrawn: false, decision: undefined, receipt: undefined };
    }
    const [request, withdrawn, decision, receipt] = [
      await this.#bytes(location, "request.json", maxRequestBytes),
      await this.#bytes(location, "withdrawn.json", maxRequestBytes),
      await this.#bytes(location, "decision.json", limits.jsonBytes),
      await this.#bytes(location, "receipt.json", limits.jsonBytes),
    ];
    const here = { ...location, workspace: this.#options.root };
    const signed = <Document extends SignedAnswer>(type: SignedType<Document>, read: Bytes) =>
      read === undefined ? undefined : read.ok ? parseSigned(type, read.value, here, keys, cryptography) : read;
    const contents: RequestContents = {
      request:
        request === undefined
          ? { ok: false, problem: say`There is no request.json.` }
          : request.ok
            ? parseRequest(request.value, location)
            : request,
      digest: request?.ok === true ? cryptography.sha256(request.value) : "",
      withdrawn: withdrawn !== undefined,
      ...replacement(withdrawn),
      decision: signed(decisionType, decision),
      receipt: signed(receiptType, receipt),
      ...(await this.#kept(location, keys)),
    };
    const deliveries = await this.#deliveries(
      location,
      contents.decision?.ok === true ? contents.decision.value : null,
    );
    return deliveries.length === 0 ? contents : { ...contents, deliveries };
  }

  /** The newest of this request and of this decision; what is something else is passed over, because nothing depends on it. */
  async #deliveries(location: RequestLocation, decision: Decision | null): Promise<readonly Delivery[]> {
    const { fs, root } = this.#options;
    const parts = [...location.parts, location.id, deliveriesFolder];
    try {
      if ((await fs.lstat(joinPath(root, ...parts)))?.kind !== "directory") return [];
      const names = ((await fs.names(joinPath(root, ...parts))) ?? []).filter(isDeliveryName).toSorted();
      const deliveries: Delivery[] = [];
      for (const name of names.slice(-deliveryLimits.read)) {
        const read = await this.#bytes(location, [deliveriesFolder, name], deliveryLimits.bytes);
        const json = read?.ok === true ? parseJsonObject(read.value) : undefined;
        const delivery = json?.ok === true ? parseDelivery(json.value, location.id) : undefined;
        if (delivery !== undefined) deliveries.push(delivery);
      }
      return deliveries.filter(({ answer }) => answer.decision === null || answer.decision === decision?.signature);
    } catch (error) {
      if (!(error instanceof WorkflowError)) throw error;
      this.#options.logger.debug(`Deliveries of ${location.id} cannot be read: ${error.message}`);
      return [];
    }
  }

  async #kept(location: RequestLocation, keys: readonly string[]): Promise<Partial<RequestContents>> {
    const kept = await this.#options.kept?.read(location, keys);
    if (kept === undefined) return {};
    const { decision, receipt, undone } = kept;
    return {
      decision: { ok: true, value: decision },
      receipt: { ok: true, value: receipt },
      ...(undone === undefined ? {} : { undone }),
    };
  }

  /** The states of the files `read` reads, by which a change is noticed; `undefined`: they have to be read to know. */
  async states(location: RequestLocation): Promise<readonly (FileStat | undefined)[] | undefined> {
    try {
      if (!(await this.#stands(location))) return undefined;
      const { fs } = this.#options;
      const states: (FileStat | undefined)[] = [];
      for (const name of fileNames) states.push(await fs.lstat(joinPath(location.path, name)));
      return [...states, ...((await this.#options.kept?.states(location.id)) ?? [])];
    } catch (error) {
      if (!(error instanceof WorkflowError)) throw error;
      return undefined;
    }
  }

  /**
   * Publishes a new request whole, by one rename into the session, with no other request of the session coming in between: `plan` is given the locations
   * of those that are there, and answers what to write. Throws what it throws, and `not-found` where the session is gone.
   */
  async writeRequest(
    session: SessionId,
    plan: (others: readonly RequestLocation[]) => Promise<ReviewRequest>,
  ): Promise<RequestLocation> {
    for (let round = 0; round < mostRounds; round += 1) {
      const home = await this.#home(session);
      const lock = await RecordLock.open(home.path, this.#options);
      try {
        const location = await this.#publish(home, lock.stagePath(), await plan(await this.#ofSession(home)));
        if (location !== undefined) return location;
      } finally {
        await lock.close();
      }
    }
    throw new WorkflowError(
      "conflict",
      say`Other programs ask for something of ${session} all the time.`,
      say`Wait a moment, then try again.`,
    );
  }

  /** `undefined`: the lock was taken away, and the stage with it. */
  async #publish(home: SessionLocation, stage: string, request: ReviewRequest): Promise<RequestLocation | undefined> {
    const { fs } = this.#options;
    const location = this.locate(home, request.id);
    const content = encodeText(printDocument(members(request)));
    if (content.length > maxRequestBytes) {
      throw new WorkflowError("usage", say`The request is larger than 64 KiB.`, say`Say it in fewer words.`);
    }
    await this.#makeApprovals(location);
    try {
      await fs.makeDirectory(stage);
      await fs.createExclusive(joinPath(stage, "request.json"), content);
    } catch (error) {
      if (error instanceof FileError && error.reason === "not-found") return undefined;
      throw error;
    }
    if (!(await fs.rename(stage, location.path))) return undefined;
    await fs.syncDirectory(parentPath(location.path));
    await this.#tellWatchers();
    const { id, kind, replaces = null } = request;
    await this.#options.events?.note("request.asked", location.session, { request: id, kind, replaces });
    return location;
  }

  /** False: it was withdrawn before. */
  async writeWithdrawn(
    location: RequestLocation,
    content: { readonly [key: string]: string | number },
  ): Promise<boolean> {
    const isNew = await this.writeNew(location, "withdrawn.json", content);
    const { session, id: request } = location;
    const { replaced_by: next } = content;
    const members = { request, replaced_by: typeof next === "string" ? next : null };
    if (isNew) await this.#options.events?.note("request.withdrawn", session, members);
    return isNew;
  }

  /** Notes in a file of its own that the request's answer was handed over. */
  async writeDelivery(location: RequestLocation, delivery: Delivery): Promise<void> {
    const { fs, random, root } = this.#options;
    if (!(await this.#stands(location))) throw gone(location.session);
    const parts = [...location.parts, location.id, deliveriesFolder];
    if ((await lookDown(fs, root, parts, "directory")) === undefined) await fs.makeDirectory(joinPath(root, ...parts));
    const name = deliveryName(delivery, random.hex(4));
    await this.writeNew(location, `${deliveriesFolder}/${name}`, deliveryFile(location.id, delivery));
  }

  /** A new file of a request that stands; false: there is one already, which stays as it is. */
  protected async writeNew(
    location: RequestLocation,
    name: string,
    content: Parameters<typeof printDocument>[0],
  ): Promise<boolean> {
    const { fs } = this.#options;
    if (!(await this.#stands(location))) throw gone(location.session);
    const written = await fs.createExclusive(joinPath(location.path, name), encodeText(printDocument(content)));
    if (written) await this.#tellWatchers();
    return written;
  }

  /** Windows watch `.workflow`, not the directories of requests. What cannot be told now is found by the next look. */
  async #tellWatchers(): Promise<void> {
    try {
      await this.#options.fs.touch(this.#workflow);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#options.logger.warn(`${this.#workflow} could not be touched: ${error.message}`);
    }
  }

  async #sessions(): Promise<readonly SessionLocation[]> {
    const { fs, root } = this.#options;
    if ((await lookDown(fs, root, [workflowName], "directory")) === undefined) return [];
    return locateSessions(fs, this.#workflow);
  }

  async #find(session: SessionId): Promise<SessionLocation | undefined> {
    const { fs, root } = this.#options;
    const there = (await lookDown(fs, root, [workflowName], "directory")) !== undefined;
    return there ? await findSession(fs, this.#workflow, session) : undefined;
  }

  /** A session in use; throws `not-found`. */
  async #home(session: SessionId): Promise<SessionLocation> {
    const home = await this.#find(session);
    if (home === undefined || home.archived) throw gone(session);
    return home;
  }

  /** Also what only has the name of a request and is something else: it is shown as invalid. */
  async #ofSession(session: SessionLocation): Promise<readonly RequestLocation[]> {
    const { fs } = this.#options;
    if ((await lookDown(fs, session.path, [approvalsFolder], "directory")) === undefined) return [];
    const names = (await fs.names(joinPath(session.path, approvalsFolder))) ?? [];
    return names.filter(isRequestId).map((id) => this.locate(session, id));
  }

  async #stands({ parts, id }: RequestLocation): Promise<boolean> {
    const { fs, root } = this.#options;
    return (await lookDown(fs, root, [...parts, id], "directory")) !== undefined;
  }

  async #makeApprovals({ parts, session }: RequestLocation): Promise<void> {
    const { fs, root } = this.#options;
    if ((await lookDown(fs, root, parts.slice(0, -1), "directory")) === undefined) throw gone(session);
    if ((await lookDown(fs, root, parts, "directory")) === undefined) await fs.makeDirectory(joinPath(root, ...parts));
  }

  async #bytes(location: RequestLocation, file: string | readonly string[], maxBytes: number): Promise<Bytes> {
    const { fs, root } = this.#options;
    const name = [file].flat().join("/");
    const parts = [...location.parts, location.id, ...[file].flat()];
    try {
      const stat = await lookDown(fs, root, parts, "file");
      if (stat === undefined) return undefined;
      if (stat.size > maxBytes) return { ok: false, problem: say`${name} is larger than ${maxBytes / 1024} KiB.` };
      const value = await fs.read(joinPath(root, ...parts), maxBytes);
      return value === undefined ? undefined : { ok: true, value };
    } catch (error) {
      if (!(error instanceof WorkflowError) || (error instanceof FileError && passes(error))) throw error;
      return { ok: false, problem: error.text };
    }
  }
}

type Bytes = Parsed<Uint8Array> | undefined;

function replacement(withdrawn: Bytes): { readonly replacedBy?: RequestId } {
  const json = withdrawn?.ok === true ? parseJsonObject(withdrawn.value) : undefined;
  const id = json?.ok === true ? json.value["replaced_by"] : undefined;
  return typeof id === "string" && isRequestId(id) ? { replacedBy: id } : {};
}

/** Without those that are not there. */
function members(request: ReviewRequest): Readonly<Record<string, JsonValue>> {
  const all: readonly (readonly [string, JsonValue | undefined])[] = Object.entries(request);
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function gone(session: SessionId): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`${session} has gone meanwhile, and its requests with it.`,
    say`List the sessions (wfs list) to see what there is.`,
  );
}
