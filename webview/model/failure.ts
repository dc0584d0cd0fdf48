/** Why something could not be done, and what helps. */
export interface Failure {
  readonly message: string;
  readonly hint: string;
}
