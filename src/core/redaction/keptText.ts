/** A text that is written as it stands. No door of agents can make one (house/walls.mjs). */
export class KeptText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
