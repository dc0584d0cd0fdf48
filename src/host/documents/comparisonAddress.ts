/** A page that compares forks. */
export interface ForkComparisonPage {
  /** `WorkflowWorkspace.key`. */
  readonly workspace: string;
  /** Ids of the forks, as they stand in the address. */
  readonly forks: readonly string[];
}

/** The query of the address of such a page; the path of the address is only what the tab shows. */
export function comparisonQuery({ workspace, forks }: ForkComparisonPage): string {
  return JSON.stringify([workspace, forks]);
}
