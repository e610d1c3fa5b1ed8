import { useSyncExternalStore } from 'react';

import type { ComposerKind } from '../types';
import { uploads, type PendingFile } from './uploads';

export function useUploads(ticket: number, kind: ComposerKind): readonly PendingFile[] {
  return useSyncExternalStore(uploads.subscribe, () => uploads.read(ticket, kind));
}
