/** What stands behind the ? of the addresses. */
export interface GapsSearch {
  days?: number;
  state?: string;
  kind?: string;
  sort?: string;
  owner?: string;
  singles?: true;
  /** The gap whose panel is open. */
  gap?: number;
}

export interface SearchesSearch {
  days?: number;
  brand?: string;
  channel?: string;
  why?: string;
  every?: true;
}

export interface OutcomesSearch {
  days?: number;
  sort?: string;
}
