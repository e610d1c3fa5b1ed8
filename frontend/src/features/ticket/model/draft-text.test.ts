import { describe, expect, it } from 'vitest';

import type { CopilotDraft } from '../types';
import { textToUse } from './draft-text';

const DRAFT: CopilotDraft = {
  id: 7, body_html: '<p>Run the backfill [1]. See error [404] and [2].</p>',
  citations: [
    { article_id: 9, title: 'Backfill <b>', url: '/help/halyard/backfill', quote: 'Run it.', heading: '' },
    { article_id: 10, title: 'Runbook', url: '', quote: 'Ask data.', heading: '' },
  ],
  confidence: 0.7,
  confidence_word: 'medium',
  uncited: [],
  engine: 'builtin',
};

describe('textToUse', () => {
  it('drops the marks of sources, and only those', () => {
    expect(textToUse(DRAFT, 'https://help.example')).toContain('<p>Run the backfill. See error [404] and.</p>');
  });

  it('links what the customer may open, with a whole address, and nothing without one', () => {
    const html = textToUse(DRAFT, 'https://help.example');
    expect(html).toContain('<a href="https://help.example/help/halyard/backfill">Backfill &lt;b&gt;</a>');
    expect(html).not.toContain('Runbook');
  });
});
