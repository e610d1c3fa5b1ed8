import { describe, expect, it } from 'vitest';
import { hasOf, openSections, settingsCommands } from '@/shared/slots';
import slots from './slots';
import { peopleSearch, teamsSearch } from './settings/search';

const ids = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

describe('settings of people', () => {
  it.each([
    [['ticket.read', 'routing.write', 'staff.presence'], [], []],
    [['ticket.reply', 'colleagues'], ['hours'], ['hours']],
    [['staff.write'], ['people'], ['people', 'invitePeople']],
    [['staff.write', 'colleagues'], ['people', 'teams'], ['people', 'invitePeople', 'teams']],
  ])('are for who manages people: with %j they are %j', (verbs, sections, commands) => {
    expect(ids(openSections(slots.settings, hasOf(verbs)))).toEqual(sections);
    expect(ids(settingsCommands(slots.settings, hasOf(verbs)))).toEqual(commands);
  });

  it.each([
    [{ q: 'saml', show: 'invited', person: '7' }, { q: 'saml', show: 'invited', person: 7 }],
    [{ panel: 'invite', person: '7' }, { panel: 'invite' }],
    [{ show: 'all', person: 'x', panel: 'y', evil: '1' }, {}],
  ])('read from the address of people %j as %j', (raw, search) => expect(peopleSearch(raw)).toEqual(search));

  it.each([
    [{ team: '3' }, { team: 3 }],
    [{ panel: 'new', team: '3' }, { panel: 'new' }],
    [{ team: '-1', panel: 'old' }, {}],
  ])('read from the address of teams %j as %j', (raw, search) => expect(teamsSearch(raw)).toEqual(search));
});
