import type { Contact, Named } from '@/shared/api';

export type IdentityKind = 'email' | 'external' | 'visitor' | 'slack';

/** One way of reaching a contact; verified when there is proof that it is theirs. */
export interface Identity {
  id: number;
  kind: IdentityKind;
  value: string;
  is_verified: boolean;
  verified_at: string | null;
  created_at: string;
}

/** Why something cannot be done: a code, and the server's words where the code is new to us. */
export interface Obstacle {
  code: string;
  detail: string;
}

/** A merge into this contact that still stands. */
export interface Merge {
  id: number;
  at: string;
  by: Named | null;
  contact: (Named & { email: string }) | null;
  tickets: number;
  can_undo: boolean;
  reason: Obstacle | null;
}

export interface ContactDetail extends Contact {
  is_verified: boolean;
  /** Who this contact became part of. */
  merged_into: number | null;
  identities: Identity[];
  merged: Merge[];
}

export interface MergeSide extends Contact {
  is_verified: boolean;
  identities: Identity[];
  tickets: number;
  open_tickets: number;
}

export interface MergeWarning {
  code: string;
  detail: string;
  is_conflict: boolean;
  data: Record<string, unknown>;
}

export interface MergePreview {
  into: MergeSide;
  from: MergeSide;
  moves: { identities: Identity[]; tickets: number; fields: { field: string; value: string }[] };
  can_merge: boolean;
  reason: Obstacle | null;
  warnings: MergeWarning[];
}

export interface MergeResult {
  contact: Contact;
  merge_id: number;
  /** Pass to POST /undo. */
  undo: string;
}
