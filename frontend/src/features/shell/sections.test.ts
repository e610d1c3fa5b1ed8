import { describe, expect, it } from 'vitest';
import { sectionsFor } from './rail';

const namesFor = (...verbs: string[]): string[] => sectionsFor(verbs).map(({ name }) => name);

describe('sectionsFor', () => {
  it('shows the settings only to those who may open one of them', () => {
    expect(namesFor('ticket.reply')).toEqual(['inbox', 'tickets', 'customers', 'knowledge']);
    expect(namesFor('mailbox.read')).toContain('settings');
    expect(namesFor('mail.review')).toContain('settings');
  });
});
