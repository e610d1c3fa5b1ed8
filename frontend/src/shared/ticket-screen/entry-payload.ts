import type { Entry } from '../api';

/** The payload of what somebody wrote; nothing for a step. */
export function messagePayload(entry: Entry) {
  return entry.kind === 'message' || entry.kind === 'note' ? entry.payload : {};
}
