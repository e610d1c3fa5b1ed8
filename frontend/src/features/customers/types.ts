/** Short names for generated shapes of customers. */
import type { Schemas } from '@/shared/api';

export type IdentityKind = Schemas['IdentityKind'];
export type Identity = Schemas['Identity'];
/** Why something cannot be done: a code, and the server's words where the code is new to us. */
export type Obstacle = Schemas['MergeReason'];
/** A merge into this contact that still stands. */
export type Merge = Schemas['ContactMerge'];
export type ContactDetail = Schemas['ContactDetail'];
export type MergeSide = Schemas['MergeSide'];
export type MergeWarning = Schemas['MergeWarning'];
export type MergePreview = Schemas['MergePreview'];
export type MergeResult = Schemas['MergeResult'];
