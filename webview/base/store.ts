import { emptyState, type PageState } from "../model/pageState.ts";

/** Draws a state; `before` is what was drawn last, `undefined` at first. */
export type Draw = (state: PageState, before: PageState | undefined) => void;

/** The page's state and those who draw it, at most once per frame however fast changes come. */
export class Store {
  #state: PageState = emptyState;
  #drawn: PageState | undefined;
  readonly #draws: Draw[] = [];
  #frame: number | undefined;
  readonly #broken: (error: unknown) => void;

  /** @param broken hears that a state could not be drawn: what stands on the page is of two states, so it has to go */
  constructor(broken: (error: unknown) => void) {
    this.#broken = broken;
  }

  get state(): PageState {
    return this.#state;
  }

  update(change: (state: PageState) => PageState): void {
    const next = change(this.#state);
    if (next === this.#state) return;
    this.#state = next;
    this.#frame ??= requestAnimationFrame(() => this.flush());
  }

  onDraw(draw: Draw): void {
    this.#draws.push(draw);
  }

  /** Draws now what would be drawn with the next frame. */
  flush(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    const [state, before] = [this.#state, this.#drawn];
    this.#drawn = state;
    try {
      for (const draw of this.#draws) draw(state, before);
    } catch (error) {
      this.#draws.length = 0;
      this.#broken(error);
    }
  }
}
