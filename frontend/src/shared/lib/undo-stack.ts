/** Actions of this screen that can be taken back, newest last. */

export interface UndoEntry {
  label: string;
  undo: () => void | Promise<void>;
}

const KEPT = 20;
let entries: readonly UndoEntry[] = [];

/** Remember how to take an action back; returns the function that forgets it. */
export function pushUndo(entry: UndoEntry): () => void {
  entries = [...entries.slice(-(KEPT - 1)), entry];
  return () => {
    entries = entries.filter((other) => other !== entry);
  };
}

/** Take back the newest action, or `entry`. Returns what was taken back. */
export function undoLast(entry: UndoEntry | undefined = entries[entries.length - 1]): UndoEntry | null {
  if (!entry || !entries.includes(entry)) return null;
  entries = entries.filter((other) => other !== entry);
  void entry.undo();
  return entry;
}

export function clearUndo(): void {
  entries = [];
}
