import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What an agent sends with each step of its conversation, as far as it is looked at: the tools that it has. */
interface Sent {
  readonly stream?: boolean;
  readonly tools?: readonly { readonly name?: string }[];
}

/** One step of the model: a call of a tool, or that it is done. */
interface Step {
  readonly id: string;
  readonly call?: { readonly name: string; readonly input: Readonly<Record<string, string>> };
}

/**
 * A model on this machine for real agents without a network: it has its agent run commands of a shell, one after the other, and then says that it is done. It speaks as much
 * of Anthropic's Messages and of OpenAI's Responses as Claude Code and Codex ask for.
 */
export class ScriptedModel {
  /** All that agents have sent, as text: the last is the whole conversation as the agent knows it. */
  readonly heard: string[] = [];
  readonly #server: Server;
  #commands: readonly string[] = [];
  #steps = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => this.#answer(request.url ?? "", Buffer.concat(chunks).toString("utf8"), response));
    });
  }

  static async start(): Promise<ScriptedModel> {
    const model = new ScriptedModel();
    await new Promise<void>((resolve) => model.#server.listen(0, "127.0.0.1", resolve));
    return model;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the next agent is to run. */
  play(...commands: readonly string[]): void {
    this.#commands = commands;
    this.heard.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(url: string, body: string, response: ServerResponse): void {
    const { pathname } = new URL(url, this.address);
    const speak = { "/v1/messages": messages, "/v1/responses": responses }[pathname];
    if (speak === undefined) {
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    }
    this.heard.push(body);
    const sent = JSON.parse(body) as Sent;
    speak(this.#next(sent), sent, response);
  }

  /** A question without tools is one beside the conversation, such as for a title. */
  #next({ tools = [] }: Sent): Step {
    this.#steps += 1;
    const id = `step_${this.#steps}`;
    const shell = tools.map(({ name }) => name ?? "").find((name) => name in shells);
    const [command, ...rest] = this.#commands;
    if (shell === undefined || command === undefined) return { id };
    this.#commands = rest;
    return { id, call: { name: shell, input: shells[shell]?.(command) ?? {} } };
  }
}

/** The tools by which agents run a command. */
const shells: Readonly<Record<string, (command: string) => Readonly<Record<string, string>>>> = {
  Bash: (command) => ({ command, description: "As it was told" }),
  exec_command: (cmd) => ({ cmd }),
};

type Events = readonly (readonly [type: string, data: Readonly<Record<string, unknown>>])[];

function stream(response: ServerResponse, events: Events): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const lines = events.map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  response.end(lines.join(""));
}

/** As Anthropic's Messages. */
function messages({ id, call }: Step, sent: Sent, response: ServerResponse): void {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const reason = { stop_reason: call === undefined ? "end_turn" : "tool_use", stop_sequence: null };
  const message = { id, type: "message", role: "assistant", model: "scripted", usage };
  const content = call === undefined ? { type: "text", text: "done" } : { type: "tool_use", id, ...call };
  if (sent.stream !== true) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...message, ...reason, content: [content] }));
    return;
  }
  const [start, delta] =
    call === undefined
      ? [
          { ...content, text: "" },
          { type: "text_delta", text: "done" },
        ]
      : [
          { ...content, input: {} },
          { type: "input_json_delta", partial_json: JSON.stringify(call.input) },
        ];
  stream(response, [
    ["message_start", { message: { ...message, content: [], stop_reason: null } }],
    ["content_block_start", { index: 0, content_block: start }],
    ["content_block_delta", { index: 0, delta }],
    ["content_block_stop", { index: 0 }],
    ["message_delta", { delta: reason, usage }],
    ["message_stop", {}],
  ]);
}

/** As OpenAI's Responses. */
function responses({ id, call }: Step, _sent: Sent, response: ServerResponse): void {
  const said = { type: "message", id, role: "assistant", content: [{ type: "output_text", text: "done" }] };
  const item =
    call === undefined
      ? said
      : { type: "function_call", id, call_id: id, name: call.name, arguments: JSON.stringify(call.input) };
  const usage = {
    input_tokens: 1,
    input_tokens_details: null,
    output_tokens: 1,
    output_tokens_details: null,
    total_tokens: 2,
  };
  stream(response, [
    ["response.created", { response: { id } }],
    ["response.output_item.done", { output_index: 0, item }],
    ["response.completed", { response: { id, usage } }],
  ]);
}
