import { describe, expect, it } from 'vitest';

import { actionsOf, outgoingActions, stage, stillMissing, without, type MacroActions, type TicketMacro } from './staged';

const NOTHING: MacroActions = {
  status: null, priority: null, type: null, assignee: null, assign_to_me: false, team: null, add_tags: [], remove_tags: [],
};

function macro(id: number, actions: Partial<MacroActions> = {}, missing: string[] = []): TicketMacro {
  return {
    id,
    name: `Macro ${id}`,
    folder: '',
    kind: 'shared',
    body_html: '<p>Hi</p>',
    missing,
    actions: { ...NOTHING, ...actions },
    figures: { uses: 0, solved: 0, wrote_again: 0, people: 0 },
    why: null,
  };
}

describe('A staged macro', () => {
  it('sends only what it changes, people and teams by id', () => {
    const staged = stage(null, macro(1, { priority: 'P2', team: { id: 2, name: 'Pipelines' }, add_tags: ['x'] }), false);
    expect(actionsOf(staged.actions)).toEqual(['priority', 'team', 'add_tags']);
    expect(outgoingActions(staged.actions)).toEqual({ priority: 'P2', team: 2, add_tags: ['x'] });
    expect(outgoingActions(without(staged.actions, 'team'))).toEqual({ priority: 'P2', add_tags: ['x'] });
  });

  it('joins a second macro: the later value counts, tags are those of both, there is one assignee', () => {
    const first = stage(null, macro(1, { priority: 'P2', assign_to_me: true, add_tags: ['x'] }, ['team.name']), false);
    const both = stage(first, macro(2, { priority: 'P1', assignee: { id: 5, name: 'Maya' }, add_tags: ['y', 'x'] }), false);
    expect(both.id).toBe(2);
    expect(both.missing).toEqual(['team.name']);
    expect(outgoingActions(both.actions)).toEqual({ priority: 'P1', assignee: 5, add_tags: ['x', 'y'] });
  });

  it('changes nothing with a note', () => {
    expect(actionsOf(stage(null, macro(1, { priority: 'P1' }), true).actions)).toEqual([]);
  });

  it('lacks a variable for as long as it stands in the text', () => {
    const staged = stage(null, macro(1, {}, ['team.name', 'company.name']), false);
    expect(stillMissing(staged, '<p>{{team.name}} and Kestrel</p>')).toEqual(['team.name']);
    expect(stillMissing(null, '<p>{{team.name}}</p>')).toEqual([]);
  });
});
