import * as z from "zod/mini";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { sessionId } from "./inputs.ts";

/** `--session` as it is parsed (ofSession.ts). */
export const session = (): z.ZodMiniOptional<z.ZodMiniType<SessionId, string>> => z.optional(sessionId());

interface Named {
  readonly id?: SessionId | undefined;
  readonly session?: SessionId | undefined;
}

/** The two members of verbs that take their session as the operand `[id]` too. */
export const named = (): { readonly id: ReturnType<typeof session>; readonly session: ReturnType<typeof session> } => ({
  id: session(),
  session: session(),
});

/** One session of both: either may name it, or both alike. */
export function oneSession<Input extends Named>(
  input: z.ZodMiniType<Input>,
): z.ZodMiniType<Omit<Input, keyof Named> & { readonly session: SessionId | undefined }> {
  const alike = input.check(
    z.refine(({ id, session }) => id === undefined || session === undefined || id === session, {
      error: ({ input }) => differ((input as Named).id, (input as Named).session),
    }),
  );
  return z.pipe(
    alike,
    z.transform(({ id, session, ...rest }: Input) => ({ ...rest, session: id ?? session })),
  );
}

/** The same for verbs that mean none by themselves. */
export function requiredSession<Input extends Named>(
  input: z.ZodMiniType<Input>,
): z.ZodMiniType<Omit<Input, keyof Named> & { readonly session: SessionId }> {
  const given = input.check(
    z.refine(({ id, session }) => id !== undefined || session !== undefined, "A session is needed: <id> or --session."),
  );
  return z.pipe(
    oneSession(given),
    z.transform((one) => one as typeof one & { readonly session: SessionId }),
  );
}

const differ = (operand: string | undefined, option: string | undefined): string =>
  `Two sessions are named: ${operand ?? ""} and, with --session, ${option ?? ""}.`;
