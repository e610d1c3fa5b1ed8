import { uploadFile, type Upload } from '@/shared/api';
import type { AttachmentFile, ComposerKind } from '../types';

import { keep, onOwnerChange, readKept } from '@/shared/lib/owner-storage';

/** The largest file the server takes; it checks again. */
export const MAX_BYTES = 25_000_000;
export const MAX_FILES = 20;

/** A file of the message being written. */
export interface PendingFile {
  key: string;
  name: string;
  size: number;
  state: 'uploading' | 'done' | 'failed';
  /** Share sent, 0 to 1. */
  share: number;
  attachment: AttachmentFile | null;
  /** Why it failed; null while it has not. */
  error: unknown;
}

/** Raised for a file that is not even sent. */
export class FileTooLarge extends Error {}

interface Held extends PendingFile {
  file: File | null;
  upload: Upload | null;
}

const lists = new Map<string, readonly Held[]>();
const listeners = new Set<() => void>();
const NOTHING: readonly Held[] = [];

function nameOf(ticket: number, kind: ComposerKind): string {
  return `files.${ticket}:${kind}`;
}

function write(name: string, files: readonly Held[]): void {
  lists.set(name, files);
  const done = files.flatMap((file) => (file.attachment ? [file.attachment] : []));
  keep(name, done.length > 0 ? done : null);
  listeners.forEach((listener) => listener());
}

function held(attachment: AttachmentFile): Held {
  return {
    key: attachment.id,
    name: attachment.name,
    size: attachment.size,
    state: 'done',
    share: 1,
    attachment,
    error: null,
    file: null,
    upload: null,
  };
}

function read(name: string): readonly Held[] {
  const known = lists.get(name);
  if (known) return known;
  const kept = readKept<AttachmentFile[]>(name);
  const list = kept ? kept.map(held) : NOTHING;
  lists.set(name, list);
  return list;
}

function patch(name: string, key: string, fields: Partial<Held>): void {
  write(
    name,
    read(name).map((file) => (file.key === key ? { ...file, ...fields } : file)),
  );
}

function start(name: string, key: string, file: File): void {
  if (file.size > MAX_BYTES) {
    patch(name, key, { state: 'failed', error: new FileTooLarge(file.name) });
    return;
  }
  const upload = uploadFile(file, (share) => patch(name, key, { share }));
  patch(name, key, { upload, state: 'uploading', share: 0, error: null });
  upload.done.then(
    (attachment) => patch(name, key, { state: 'done', share: 1, attachment, upload: null }),
    (error: unknown) => {
      if (!(error instanceof DOMException)) patch(name, key, { state: 'failed', error, upload: null });
    },
  );
}

/** The files of messages being written, by ticket and kind; they outlive the screen. */
export const uploads = {
  read: (ticket: number, kind: ComposerKind): readonly PendingFile[] => read(nameOf(ticket, kind)),
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  add(ticket: number, kind: ComposerKind, files: readonly File[]): void {
    const name = nameOf(ticket, kind);
    const room = Math.max(0, MAX_FILES - read(name).length);
    const added = files.slice(0, room).map((file): Held => ({
      ...held({ id: crypto.randomUUID(), name: file.name, size: file.size, content_type: file.type, url: '' }),
      state: 'uploading',
      share: 0,
      attachment: null,
      file,
    }));
    write(name, [...read(name), ...added]);
    for (const { key, file } of added) if (file) start(name, key, file);
  },
  retry(ticket: number, kind: ComposerKind, key: string): void {
    const name = nameOf(ticket, kind);
    const known = read(name).find((file) => file.key === key);
    if (known?.file) start(name, key, known.file);
  },
  remove(ticket: number, kind: ComposerKind, key: string): void {
    const name = nameOf(ticket, kind);
    read(name)
      .find((file) => file.key === key)
      ?.upload?.cancel();
    write(
      name,
      read(name).filter((file) => file.key !== key),
    );
  },
  /** Takes the uploaded files out, to go with a message; what failed stays to be seen. */
  take(ticket: number, kind: ComposerKind): AttachmentFile[] {
    const name = nameOf(ticket, kind);
    const done = read(name).flatMap((file) => (file.attachment ? [file.attachment] : []));
    write(
      name,
      read(name).filter((file) => file.attachment === null),
    );
    return done;
  },
  /** Puts files back that did not go after all. */
  putBack(ticket: number, kind: ComposerKind, files: readonly AttachmentFile[]): void {
    const name = nameOf(ticket, kind);
    write(name, [...files.map(held), ...read(name)]);
  },
};

onOwnerChange(() => lists.clear());
