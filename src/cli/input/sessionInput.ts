import * as z from "zod/mini";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { named, oneSession, requiredSession } from "./namedSession.ts";

/** A verb that takes a session and nothing else. */
export const sessionInput = (): z.ZodMiniType<{ readonly session: SessionId | undefined }> =>
  oneSession(z.strictObject(named()));

/** One that means none by itself. */
export const requiredSessionInput = (): z.ZodMiniType<{ readonly session: SessionId }> =>
  requiredSession(z.strictObject(named()));
