import { describe, expect, it } from 'vitest';

import type { CopilotDraft } from '../types';
import { aiDraftReducer, asksByItself, NO_DRAFT, type AiDraftEvent, type AiDraftState } from './ai-draft-machine';

const DRAFT: CopilotDraft = {
  id: 7, body_html: '<p>Hi Helen.</p>',
  citations: [],
  confidence: 0.6,
  confidence_word: 'medium',
  uncited: [],
  engine: 'rules',
};

function after(...events: AiDraftEvent[]): AiDraftState {
  return events.reduce(aiDraftReducer, NO_DRAFT);
}

const ready = after(
  { type: 'ask', forEntryId: 990, isAsked: false },
  { type: 'drafted', forEntryId: 990, draft: DRAFT },
);

const FACTS = { handler: 'person', canReply: true, isComposerEmpty: true, isResolved: false, unansweredId: 990 };

describe('aiDraftReducer', () => {
  it('is ready for the message it answers', () => {
    expect(ready).toMatchObject({ step: 'ready', forEntryId: 990 });
  });

  it('is outdated by a newer customer message, with its text kept', () => {
    const state = aiDraftReducer(ready, { type: 'newer-message', entryId: 995 });
    expect(state).toMatchObject({ step: 'outdated', forEntryId: 990, newerEntryId: 995, draft: DRAFT });
  });

  it('is not outdated by a message it already knows', () => {
    expect(aiDraftReducer(ready, { type: 'newer-message', entryId: 990 })).toBe(ready);
  });

  it('drops an answer that comes after the customer wrote again', () => {
    const state = after(
      { type: 'ask', forEntryId: 990, isAsked: false },
      { type: 'newer-message', entryId: 995 },
      { type: 'drafted', forEntryId: 990, draft: DRAFT },
    );
    expect(state.step).toBe('none');
  });

  it('fails in silence unless somebody asked', () => {
    const fault = { type: 'fault', forEntryId: 990, detail: 'No model' } as const;
    expect(after({ type: 'ask', forEntryId: 990, isAsked: false }, fault)).toEqual({ step: 'none', declinedFor: 990 });
    expect(after({ type: 'ask', forEntryId: 990, isAsked: true }, fault).step).toBe('failed');
  });
});

describe('asksByItself', () => {
  it('asks for an unanswered message that a person has', () => {
    expect(asksByItself(NO_DRAFT, FACTS)).toBe(true);
  });

  it.each([
    ['the assistant is on it', { handler: 'assistant' }],
    ['nobody waits', { unansweredId: null }],
    ['there is text in the composer', { isComposerEmpty: false }],
    ['the ticket is resolved', { isResolved: true }],
    ['this person may not reply', { canReply: false }],
  ])('does not ask when %s', (_why, over) => {
    expect(asksByItself(NO_DRAFT, { ...FACTS, ...over })).toBe(false);
  });

  it('does not ask again for a message whose draft was discarded, but does for the next', () => {
    const discarded = aiDraftReducer(ready, { type: 'discard' });
    expect(asksByItself(discarded, FACTS)).toBe(false);
    expect(asksByItself(discarded, { ...FACTS, unansweredId: 995 })).toBe(true);
  });
});
