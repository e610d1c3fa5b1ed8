import { useSyncExternalStore } from 'react';

import { keep, onOwnerChange, readKept } from '@/shared/lib/owner-storage';

import type { ComposerKind } from '../types';
import type { StagedMacro } from './staged';

type Kept = Record<string, StagedMacro>;

/** The macros of messages that are being written in this tab; they outlast a reload, as their text does. */
let staged: Kept = {};
const listeners = new Set<() => void>();

const keyOf = (ticket: number, kind: ComposerKind): string => `${ticket}:${kind}`;

function set(next: Kept): void {
  staged = next;
  listeners.forEach((listener) => listener());
}

onOwnerChange(() => set(readKept<Kept>('macros', sessionStorage) ?? {}));

export function stagedMacro(ticket: number, kind: ComposerKind): StagedMacro | null {
  return staged[keyOf(ticket, kind)] ?? null;
}

/** Keeps the macro of a message; null forgets it. */
export function putStaged(ticket: number, kind: ComposerKind, macro: StagedMacro | null): void {
  const { [keyOf(ticket, kind)]: _old, ...others } = staged;
  const next = macro ? { ...others, [keyOf(ticket, kind)]: macro } : others;
  set(next);
  keep('macros', Object.keys(next).length > 0 ? next : null, sessionStorage);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useStagedMacro(ticket: number, kind: ComposerKind): StagedMacro | null {
  return useSyncExternalStore(subscribe, () => stagedMacro(ticket, kind));
}
