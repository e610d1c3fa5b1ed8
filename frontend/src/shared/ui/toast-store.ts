import { pushUndo, undoLast, type UndoEntry } from '../lib/undo-stack';

export interface Toast {
  id: number;
  text: string;
  /** A failed action stays until it is closed. */
  kind: 'done' | 'failed';
  undo?: UndoEntry;
  /** Another way on, such as opening the field that was missing. */
  action?: { label: string; run: () => void };
}

let current: Toast | null = null;
let nextId = 1;
const listeners = new Set<() => void>();

function show(toast: Toast | null): void {
  current = toast;
  listeners.forEach((tell) => tell());
}

export function subscribeToToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const currentToast = (): Toast | null => current;

export function closeToast(id?: number): void {
  if (current && (id === undefined || current.id === id)) show(null);
}

/** Say that something happened and, with `undo`, offer the way back (also on Z). One at a time. */
export function toast(text: string, options: { undo?: () => void | Promise<void>; action?: Toast['action'] } = {}): void {
  const entry = options.undo ? { label: text, undo: options.undo } : undefined;
  if (entry) pushUndo(entry);
  show({ id: nextId++, text, kind: 'done', undo: entry, action: options.action });
}

/** Say why something failed. */
export function toastFailure(text: string, action?: Toast['action']): void {
  show({ id: nextId++, text, kind: 'failed', action });
}

/** Take back the newest action, or the one of `entry`, and close its toast. */
export function takeBack(entry?: UndoEntry): boolean {
  const undone = undoLast(entry);
  if (undone && current?.undo === undone) show(null);
  return undone !== null;
}
