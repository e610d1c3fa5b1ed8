/**
 * Announcements for screen readers. The app mounts the two regions once; text is replaced, so only
 * the newest message of each is spoken.
 */

export type Urgency = 'polite' | 'assertive';

const listeners = new Set<(text: string, urgency: Urgency) => void>();

export function announce(text: string, urgency: Urgency = 'polite'): void {
  listeners.forEach((tell) => tell(text, urgency));
}

export function onAnnouncement(listener: (text: string, urgency: Urgency) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
