import { describe, expect, it } from 'vitest';

import { aiDraftReducer, asksByItself, NO_DRAFT } from './ai-draft-machine';

const FACTS = { handler: 'person', canReply: true, isComposerEmpty: true, isResolved: false, unansweredId: 7 };

describe('a ticket that is kept out of the assistant', () => {
  it('says so although nobody asked, and asks no more', () => {
    const asking = aiDraftReducer(NO_DRAFT, { type: 'ask', forEntryId: 7, isAsked: false });
    const told = aiDraftReducer(asking, { type: 'fault', forEntryId: 7, detail: 'Its brand is kept out.', isKeptOut: true });
    expect(told).toEqual({ step: 'keptOut', forEntryId: 7, detail: 'Its brand is kept out.' });
    expect(asksByItself(told, FACTS)).toBe(false);
    const away = aiDraftReducer(told, { type: 'discard' });
    expect(asksByItself(away, FACTS)).toBe(false);
  });
});
